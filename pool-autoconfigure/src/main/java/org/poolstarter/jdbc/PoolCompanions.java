/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.ServerFacts;

/** The companions of one pool as one. */
record PoolCompanions(List<PoolCompanion> all) implements PoolCompanion {

    PoolCompanions {
        all = List.copyOf(all);
    }

    @Override
    public void started(HikariDataSource dataSource) {
        all.forEach(companion -> companion.started(dataSource));
    }

    @Override
    public void opened(Connection connection) {
        all.forEach(companion -> companion.opened(connection));
    }

    @Override
    public ServerFacts seenThrough(ServerFacts facts) {
        ServerFacts seen = facts;
        for (PoolCompanion companion : all) {
            seen = companion.seenThrough(seen);
        }
        return seen;
    }

    @Override
    public Map<String, Object> sections() {
        Map<String, Object> sections = new LinkedHashMap<>();
        all.forEach(companion -> sections.putAll(companion.sections()));
        return sections;
    }

    @Override
    public List<PoolMeasure> measures() {
        return all.stream().flatMap(companion -> companion.measures().stream()).toList();
    }

    @Override
    public List<PoolNotice> notices() {
        return all.stream().flatMap(companion -> companion.notices().stream()).toList();
    }

    @Override
    public boolean sharesServers() {
        return all.stream().anyMatch(PoolCompanion::sharesServers);
    }

    @Override
    public @Nullable PoolNotice queue() {
        return all.stream()
                .map(PoolCompanion::queue)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        all.forEach(PoolCompanion::close);
    }
}
