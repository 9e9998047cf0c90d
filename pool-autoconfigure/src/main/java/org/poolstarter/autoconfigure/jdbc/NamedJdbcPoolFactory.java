/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.JdbcPoolProperties;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.jdbc.CredentialRotation;
import org.poolstarter.jdbc.InvalidJdbcSettingException;
import org.poolstarter.jdbc.JdbcPool;
import org.poolstarter.jdbc.JdbcPoolSettings;
import org.poolstarter.jdbc.PoolCompanion;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.util.ClassUtils;

/** Makes the beans that {@link NamedJdbcPoolsRegistrar} defines, by the methods it names. */
final class NamedJdbcPoolFactory {

    private final PoolsProperties properties;
    private final ProfileResolver profiles;
    private final Environment environment;
    private final ListableBeanFactory beanFactory;
    private final ObjectProvider<TransactionManagerCustomizers> transactionManagerCustomizers;
    private final JdbcSsl ssl;

    NamedJdbcPoolFactory(
            PoolsProperties properties,
            ProfileResolver profiles,
            Environment environment,
            ListableBeanFactory beanFactory,
            ObjectProvider<TransactionManagerCustomizers> transactionManagerCustomizers,
            JdbcSsl ssl) {
        this.properties = properties;
        this.profiles = profiles;
        this.environment = environment;
        this.beanFactory = beanFactory;
        this.transactionManagerCustomizers = transactionManagerCustomizers;
        this.ssl = ssl;
    }

    JdbcPool pool(String name) {
        NativeHikariKeys natives = new NativeHikariKeys(environment, JdbcSettingsResolver.prefix(name));
        JdbcPoolProperties own = properties.getJdbc().getOrDefault(name, new JdbcPoolProperties());
        PgBouncerKeys pgbouncer = new PgBouncerKeys(JdbcSettingsResolver.prefix(name), own.getPgbouncer());
        JdbcPoolSettings settings = new JdbcSettingsResolver(
                        name, own, profiles, natives, pgbouncer, canWatchStatements())
                .resolve(connectionDetails(name));
        try {
            HikariConfig config = settings.toHikariConfig();
            natives.bindTo(config);
            if (own.getSslBundle() != null) {
                String key = JdbcSettingsResolver.prefix(name) + ".ssl-bundle";
                ssl.apply(own.getSslBundle(), key, settings.target(), config);
            }
            List<PoolCompanion> companions = new ArrayList<>();
            String credentials = BootDataSource.beanOf(name, HikariCredentialsProvider.class, beanFactory);
            if (credentials != null) {
                HikariCredentialsProvider provider = beanFactory.getBean(credentials, HikariCredentialsProvider.class);
                config.setCredentialsProvider(provider);
                companions.add(new CredentialRotation(name, provider, own.getCredentialsCheckInterval()));
            }
            companions.addAll(pgbouncer.companions(config, settings));
            return JdbcPool.open(pgbouncer.applyTo(config, settings), config, companions);
        } catch (InvalidJdbcSettingException ex) {
            throw JdbcSettingsResolver.invalid(ex, settings.shown());
        } catch (HikariPool.PoolInitializationException ex) {
            throw noAnswer(settings, ex);
        }
    }

    private static boolean canWatchStatements() {
        ClassLoader classLoader = ClassUtils.getDefaultClassLoader();
        return classLoader != null && JdbcPool.canWatchStatements(classLoader);
    }

    private static InvalidPoolConfigurationException noAnswer(JdbcPoolSettings settings, Exception failure) {
        InvalidPoolConfigurationException invalid = new InvalidPoolConfigurationException(
                "pools.jdbc.%s.fail-fast=true and %s gave no connection: %s"
                        .formatted(
                                settings.name(),
                                settings.target(),
                                NestedExceptionUtils.getMostSpecificCause(failure)
                                        .getMessage()),
                "Start the database, correct pools.jdbc.%1$s.url and the user, or set pools.jdbc.%1$s.fail-fast=false."
                        .formatted(settings.name()));
        invalid.addSuppressed(failure);
        return invalid;
    }

    HikariDataSource dataSource(JdbcPool pool) {
        return pool.dataSource();
    }

    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    JdbcTransactionManager transactionManager(DataSource dataSource) {
        JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
        transactionManagerCustomizers.ifAvailable(customizers -> customizers.customize(manager));
        return manager;
    }

    private @Nullable JdbcConnectionDetails connectionDetails(String name) {
        String bean = BootDataSource.connectionDetailsOf(name, beanFactory);
        return (bean != null) ? beanFactory.getBean(bean, JdbcConnectionDetails.class) : null;
    }
}
