/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolerFacts;

/** What libraries and poolers do not bear. */
final class LibraryChecks {

    private static final String HIKARI = "HikariCP";

    /** The first that does not keep the carriers of virtual threads busy. */
    private static final int[] SAFE = {7, 1};

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    private LibraryChecks() {}

    static @Nullable Finding virtualThreads(Examination seen) {
        String version = seen.surroundings().libraries().get(HIKARI);
        if (!seen.isOf("jdbc") || !seen.surroundings().virtualThreads() || version == null || !isBelowSafe(version)) {
            return null;
        }
        return Finding.of(
                "Set <hikaricp.version>7.1.0</hikaricp.version> in the POM, or spring.threads.virtual.enabled=false: waiting for a connection keeps the threads busy that carry virtual ones.",
                "hikaricp",
                version,
                "virtualThreads",
                true);
    }

    private static boolean isBelowSafe(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return false;
        }
        int major = Integer.parseInt(parts.group(1));
        return major < SAFE[0] || (major == SAFE[0] && Integer.parseInt(parts.group(2)) < SAFE[1]);
    }

    static @Nullable Finding preparedStatements(Examination seen) {
        PoolerFacts pooler = (seen.facts() != null) ? seen.facts().pooler() : null;
        Object threshold = seen.value("prepare-threshold");
        if (pooler == null
                || !pooler.sharesServers()
                || threshold == null
                || threshold.toString().equals("0")
                || Boolean.TRUE.equals(pooler.tracksPreparedStatements())) {
            return null;
        }
        return Finding.of(
                "Set %s, or have %s track prepared statements (max_prepared_statements, from 1.21 on)."
                        .formatted(seen.assign("prepare-threshold", 0), pooler.name()),
                "prepareThreshold",
                threshold.toString(),
                "mode",
                pooler.mode(),
                "tracksPreparedStatements",
                (pooler.tracksPreparedStatements() != null) ? (Object) false : "not known");
    }

    static @Nullable Finding sessionState(Examination seen) {
        PoolerFacts pooler = (seen.facts() != null) ? seen.facts().pooler() : null;
        if (pooler == null || !pooler.sharesServers() || pooler.sessionState().isEmpty()) {
            return null;
        }
        return Finding.of(
                "Remove %s and set the same for the role or the database (ALTER ROLE ... SET), or use %s.mode=session with pool_mode=session: what one connection sets, another one finds."
                        .formatted(String.join(", ", pooler.sessionState()), pooler.prefix()),
                "mode",
                pooler.mode(),
                "sessionState",
                pooler.sessionState());
    }
}
