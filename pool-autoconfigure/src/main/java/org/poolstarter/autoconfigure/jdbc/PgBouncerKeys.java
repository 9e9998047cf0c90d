/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PgBouncerProperties;
import org.poolstarter.jdbc.DriverTimeouts;
import org.poolstarter.jdbc.JdbcPoolSettings;
import org.poolstarter.jdbc.JdbcTarget;
import org.poolstarter.jdbc.PoolCompanion;
import org.poolstarter.jdbc.pgbouncer.ConsoleSettings;
import org.poolstarter.jdbc.pgbouncer.PgBouncerMode;
import org.poolstarter.jdbc.pgbouncer.PgBouncerSettings;
import org.poolstarter.jdbc.pgbouncer.PgBouncerWatch;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/** What the keys {@code pools.jdbc.<name>.pgbouncer.*} mean for one pool. */
final class PgBouncerKeys {

    private static final Logger logger = LoggerFactory.getLogger(PgBouncerKeys.class);

    private static final String POSTGRES = "jdbc:postgresql:";

    /* The name is that of the class, so that this class can be used without the driver. */
    private static final boolean DRIVER_IS_PRESENT =
            ClassUtils.isPresent("org.postgresql.Driver", PgBouncerKeys.class.getClassLoader());

    private final String prefix;
    private final PgBouncerProperties properties;
    private final @Nullable PgBouncerMode mode;

    /**
     * Checks what can be checked without the URL of the pool.
     *
     * @param poolPrefix the prefix of the pool, such as {@code pools.jdbc.orders}
     * @throws InvalidPoolConfigurationException if a key is missing that others need
     */
    PgBouncerKeys(String poolPrefix, PgBouncerProperties properties) {
        this.prefix = poolPrefix + ".pgbouncer";
        this.properties = properties;
        this.mode = properties.getMode();
        if (mode == null && isAnySet()) {
            throw new InvalidPoolConfigurationException(
                    "%s.mode is missing, but other keys under %s are set".formatted(prefix, prefix),
                    "Set it to the pool_mode of PgBouncer: transaction, session or statement.");
        }
        if (properties.isBypass() && properties.getDirectUrl() == null) {
            throw new InvalidPoolConfigurationException(
                    "%1$s.bypass=true needs %1$s.direct-url".formatted(prefix),
                    "Set %1$s.direct-url to the JDBC URL of the database itself, or %1$s.bypass=false."
                            .formatted(prefix));
        }
    }

    private boolean isAnySet() {
        return properties.getAdminUrl() != null
                || properties.getUsername() != null
                || properties.getPassword() != null
                || properties.getDirectUrl() != null
                || properties.isBypass();
    }

    /** Whether statements of one connection may run on different connections of the server. */
    boolean sharesServers() {
        return mode != null && mode.sharesServers() && !properties.isBypass();
    }

    /**
     * Where the pool connects to.
     *
     * @param target where its URL leads
     * @throws InvalidPoolConfigurationException if that is no PostgreSQL
     * @throws org.poolstarter.jdbc.InvalidJdbcSettingException if the URL of the database itself cannot be used
     */
    JdbcTarget target(JdbcTarget target) {
        if (mode != null && !target.url().startsWith(POSTGRES)) {
            throw new InvalidPoolConfigurationException(
                    "%s.mode=%s can be used with PostgreSQL only, but the URL is %s".formatted(prefix, mode, target),
                    "Remove the keys under %s, or correct the URL.".formatted(prefix));
        }
        String direct = properties.getDirectUrl();
        if (direct == null || !DRIVER_IS_PRESENT) {
            return target;
        }
        ConsoleSettings.requirePostgresUrl("pgbouncer.direct-url", direct);
        return properties.isBypass()
                ? new JdbcTarget(direct, target.username(), target.password(), target.driverClassName())
                : target;
    }

    /**
     * Turns off what the driver would keep on a connection of the server, unless the URL or a native key says otherwise.
     *
     * @param config the configuration of the pool, native keys included
     * @return the settings, which show what became of it
     */
    JdbcPoolSettings applyTo(HikariConfig config, JdbcPoolSettings settings) {
        if (!sharesServers() || !DRIVER_IS_PRESENT) {
            return settings;
        }
        String name = PGProperty.PREPARE_THRESHOLD.getName();
        String set = prepareThresholdOf(config);
        if (set == null) {
            config.addDataSourceProperty(name, "0");
            return shown(settings, 0, prefix + ".mode");
        }
        if (!set.equals("0")) {
            logger.warn(
                    "{}={} but {} is set to {}: prepared statements break unless PgBouncer tracks them",
                    prefix + ".mode",
                    mode,
                    name,
                    set);
        }
        String pool = pool();
        return shown(
                settings,
                set,
                (inUrl(name, config) != null)
                        ? DriverTimeouts.partOf(pool + ".url", name)
                        : "%s.hikari.data-source-properties.%s".formatted(pool, name));
    }

    private static JdbcPoolSettings shown(JdbcPoolSettings settings, Object value, String origin) {
        PoolSettings before = settings.shown();
        List<Setting> shown = new ArrayList<>(before.settings());
        shown.add(new Setting("prepare-threshold", value, origin));
        return settings.withShown(new PoolSettings(before.profile(), before.prefix(), shown));
    }

    private static @Nullable String prepareThresholdOf(HikariConfig config) {
        String name = PGProperty.PREPARE_THRESHOLD.getName();
        String inUrl = inUrl(name, config);
        return (inUrl != null) ? inUrl : config.getDataSourceProperties().getProperty(name);
    }

    private static @Nullable String inUrl(String name, HikariConfig config) {
        Properties url = Driver.parseURL(config.getJdbcUrl(), null);
        return (url != null) ? url.getProperty(name) : null;
    }

    private String pool() {
        return prefix.substring(0, prefix.length() - ".pgbouncer".length());
    }

    /**
     * What watches PgBouncer.
     *
     * @param config the configuration of the pool before {@link #applyTo}
     * @throws org.poolstarter.jdbc.InvalidJdbcSettingException if the console cannot be asked as the keys say
     */
    List<PoolCompanion> companions(HikariConfig config, JdbcPoolSettings settings) {
        Properties url = DRIVER_IS_PRESENT ? Driver.parseURL(config.getJdbcUrl(), null) : null;
        if (mode == null || properties.isBypass() || url == null) {
            return List.of();
        }
        String user = userOf(config, url);
        String database = PGProperty.PG_DBNAME.getOrDefault(url);
        return List.of(PgBouncerWatch.of(new PgBouncerSettings(
                settings.name(),
                prefix,
                mode,
                console(),
                (database != null) ? database : (user != null) ? user : "",
                user,
                sharesServers() && prepareThresholdOf(config) == null,
                sessionState(config, url, pool()))));
    }

    /* What the pool sets on a connection when it opens it, or the driver does by request of the URL. */
    private static List<String> sessionState(HikariConfig config, Properties url, String pool) {
        List<String> keys = new ArrayList<>();
        add(keys, pool + ".hikari.connection-init-sql", config.getConnectionInitSql() != null);
        add(keys, pool + ".hikari.schema", config.getSchema() != null);
        add(keys, pool + ".hikari.transaction-isolation", config.getTransactionIsolation() != null);
        add(keys, pool + ".hikari.read-only", config.isReadOnly());
        add(keys, "currentSchema in the URL", PGProperty.CURRENT_SCHEMA.getOrDefault(url) != null);
        add(keys, "options in the URL", PGProperty.OPTIONS.getOrDefault(url) != null);
        return keys;
    }

    private static void add(List<String> keys, String key, boolean isSet) {
        if (isSet) {
            keys.add(key);
        }
    }

    private @Nullable ConsoleSettings console() {
        return (properties.getAdminUrl() != null)
                ? new ConsoleSettings(
                        properties.getAdminUrl(),
                        properties.getUsername(),
                        properties.getPassword(),
                        properties.getPollInterval())
                : null;
    }

    private static @Nullable String userOf(HikariConfig config, Properties url) {
        if (config.getCredentialsProvider() != null) {
            return null; // it may change
        }
        return (config.getUsername() != null) ? config.getUsername() : PGProperty.USER.getOrDefault(url);
    }
}
