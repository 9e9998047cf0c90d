/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop.shop;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionManager;

/** What everything that Boot configures is connected to. */
@Component
public class ShopFacts {

    private static final String QUERY = "select current_database()";

    private final DataSource dataSource;
    private final JdbcTemplate template;
    private final JdbcClient client;
    private final EntityManagerFactory entityManagers;
    private final Flyway flyway;
    private final ObjectProvider<TransactionManager> transactionManagers;

    ShopFacts(
            DataSource dataSource,
            JdbcTemplate template,
            JdbcClient client,
            EntityManagerFactory entityManagers,
            Flyway flyway,
            ObjectProvider<TransactionManager> transactionManagers) {
        this.dataSource = dataSource;
        this.template = template;
        this.client = client;
        this.entityManagers = entityManagers;
        this.flyway = flyway;
        this.transactionManagers = transactionManagers;
    }

    /** The database that each of them reaches. */
    public List<Object> databases() throws SQLException {
        try (Connection ofDataSource = dataSource.getConnection();
                Connection ofFlyway = flyway.getConfiguration().getDataSource().getConnection();
                EntityManager entities = entityManagers.createEntityManager()) {
            return List.of(
                    ofDataSource.getCatalog(),
                    ofFlyway.getCatalog(),
                    entities.createNativeQuery(QUERY).getSingleResult(),
                    String.valueOf(template.queryForObject(QUERY, String.class)),
                    client.sql(QUERY).query(String.class).single());
        }
    }

    /** The class of the only transaction manager that serves without a qualifier. */
    public String transactionManager() {
        return transactionManagers.getObject().getClass().getSimpleName();
    }
}
