/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest.sizing;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.poolstarter.advice.sizing.SizingAdvice;
import org.poolstarter.advice.sizing.SizingAdvisor;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.Pools;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Pools of the starter on one PostgreSQL, by name, as a service has them. */
final class Bench implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConfigurableApplicationContext context;

    /**
     * Opens pools.
     *
     * @param keys of each pool by its name, beside where the server is
     * @param further keys without {@code pools.}
     */
    Bench(String url, Map<String, Map<String, Object>> keys, Map<String, Object> further) {
        Map<String, Object> all = new LinkedHashMap<>();
        further.forEach((key, value) -> all.put("pools." + key, value));
        keys.forEach((name, own) -> {
            String prefix = "pools.jdbc." + name + ".";
            all.put(prefix + "url", url);
            all.put(prefix + "username", "postgres");
            all.put(prefix + "acquire-timeout", "1s");
            all.put(prefix + "validation-timeout", "500ms");
            all.put(prefix + "max-size-limit", 200);
            own.forEach((key, value) -> all.put(prefix + key, value));
        });
        List<String> arguments = new ArrayList<>();
        all.forEach((key, value) -> arguments.add("--" + key + "=" + value));
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
    }

    HikariDataSource dataSource(String pool) {
        return context.getBean(pool + "DataSource", HikariDataSource.class);
    }

    Pool pool(String name) {
        return context.getBean(Pools.class).find(name).orElseThrow();
    }

    SizingAdvice advice(String name) {
        return context.getBean(SizingAdvisor.class).advise(pool(name)).orElseThrow();
    }

    /** Gives a pool another size, with all connections open. Blocks until they are. */
    void resize(String name, int size) throws SQLException {
        Objects.requireNonNull(pool(name).control())
                .perform(PoolOrder.change("max-size", String.valueOf(size), "bench")
                        .and("min-idle", String.valueOf(size)));
        // HikariCP opens on demand: so many are wanted at once, and on a busy machine some of them again.
        Deque<Connection> all = new ArrayDeque<>();
        long patience = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (all.size() < size) {
                try {
                    all.push(dataSource(name).getConnection());
                } catch (SQLTransientConnectionException ex) {
                    if (System.nanoTime() > patience) {
                        throw ex;
                    }
                }
            }
        } finally {
            while (!all.isEmpty()) {
                all.pop().close();
            }
        }
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = MongoAutoConfiguration.class)
    static class Application {}
}
