/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * The data sources of HikariCP as their beans were made. A library may put a data source of its own in the place of a
 * bean once it is initialized, from which nothing but JDBC's {@code unwrap} may lead back; and that one cannot be told
 * from one that leads to only one of many. Thread-safe.
 */
final class HikariBeans {

    private final Map<String, HikariDataSource> made = new ConcurrentHashMap<>();

    void made(String bean, HikariDataSource dataSource) {
        made.put(bean, dataSource);
    }

    /** What the bean was before anything was put in its place; the bean itself if that was not of HikariCP. */
    DataSource asMade(String bean, DataSource dataSource) {
        HikariDataSource original = made.get(bean);
        return (original != null) ? original : dataSource;
    }
}
