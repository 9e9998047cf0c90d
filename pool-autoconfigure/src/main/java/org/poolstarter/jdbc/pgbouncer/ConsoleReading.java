/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the console said about one pool: the part of PgBouncer that serves one database, or one user of it.
 *
 * @param version the version of PgBouncer as it says it, such as {@code 1.18.0}; null if it does not
 * @param tracksPreparedStatements whether it makes sure that a prepared statement is on the server it is run on
 * @param mode the {@code pool_mode} in force; null while no client of the pool is connected
 * @param values the numbers that it told; what this version of PgBouncer does not tell is absent
 * @param config the numbers of its configuration that pools have to fit, by key
 */
record ConsoleReading(
        @Nullable String version,
        boolean tracksPreparedStatements,
        @Nullable String mode,
        Map<PgBouncerMeter, Double> values,
        Map<String, Integer> config) {

    private static final List<String> KEYS =
            List.of("max_client_conn", "query_wait_timeout", "server_lifetime", "client_idle_timeout");

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\S*");

    ConsoleReading {
        values = Map.copyOf(values);
        config = Map.copyOf(config);
    }

    /**
     * Reads the answers.
     *
     * @param database the name by which PgBouncer knows the database
     * @param user who is connected to it; null for all of them
     */
    static ConsoleReading of(ConsoleAnswers answers, String database, @Nullable String user) {
        Rows databases = answers.databases().where("name", database);
        Rows pools = answers.pools().where("database", database);
        if (user != null) {
            // PgBouncer logs in as this one, whoever the client is, and keeps one pool for it.
            pools = pools.where("user", databases.text("force_user").orElse(user));
        }
        Rows stats = answers.stats().where("database", database);
        Map<PgBouncerMeter, Double> values = new EnumMap<>(PgBouncerMeter.class);
        for (PgBouncerMeter meter : PgBouncerMeter.values()) {
            meter.read(databases, pools, stats).ifPresent(value -> values.put(meter, value));
        }
        Matcher version = VERSION.matcher(answers.version().text("version").orElse(""));
        boolean known = version.find();
        return new ConsoleReading(
                known ? version.group() : null,
                known && isAtLeast121(version) && maxPreparedStatements(answers) > 0,
                pools.text("pool_mode").orElse(null),
                values,
                config(answers.config()));
    }

    private static Map<String, Integer> config(Rows rows) {
        Map<String, Integer> config = new HashMap<>();
        for (String key : KEYS) {
            rows.where("key", key).sum("value").ifPresent(value -> config.put(key, (int) value));
        }
        return config;
    }

    private static boolean isAtLeast121(Matcher version) {
        int major = Integer.parseInt(version.group(1));
        return major > 1 || (major == 1 && Integer.parseInt(version.group(2)) >= 21);
    }

    private static double maxPreparedStatements(ConsoleAnswers answers) {
        return answers.config()
                .where("key", "max_prepared_statements")
                .sum("value")
                .orElse(0);
    }
}
