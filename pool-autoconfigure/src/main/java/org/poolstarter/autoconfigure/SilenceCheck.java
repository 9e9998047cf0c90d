/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.poolstarter.advice.doctor.ConfigurationRule;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;

/** Stops the start when {@code pools.silence} names a pool or a warning that is none: it would silence nothing. */
final class SilenceCheck {

    /** Warnings that no configuration rule raises: those of the monitor, and notices of the pools of this library. */
    private static final Set<String> OTHERS = Set.of(
            "backend-down",
            "opening-refused",
            "saturated",
            "acquire-timeouts",
            "high-utilization",
            "nested-acquires",
            "duplicate-client",
            "many-connections",
            "pgbouncer-console-down",
            "pgbouncer-mode",
            "pgbouncer-paused",
            "pgbouncer-waiting",
            "prepared-statements-lost",
            "mongo-cleared",
            "account-breaker-open",
            "account-parked",
            "account-leak",
            "account-limits-unknown",
            "cluster-redis-unavailable",
            "cluster-renewal-slow");

    private static final Set<String> BACKENDS = Set.of("jdbc", "mongo", "account");

    private SilenceCheck() {}

    /** The codes of all warnings, sorted. */
    static Set<String> codes() {
        Set<String> codes = new TreeSet<>(OTHERS);
        Arrays.stream(ConfigurationRule.values()).map(ConfigurationRule::code).forEach(codes::add);
        return codes;
    }

    /** @throws InvalidPoolConfigurationException for the first that is wrong */
    static void check(Map<String, Set<String>> silence, Pools pools) {
        silence.forEach((name, codes) -> {
            Pool pool = pools.find(name)
                    .orElseThrow(() -> new InvalidPoolConfigurationException(
                            "pools.silence.%s names no pool".formatted(name),
                            "Use the name of one of these: %s."
                                    .formatted(
                                            pools.all().stream().map(Pool::name).collect(Collectors.joining(", ")))));
            Set<String> known = codes();
            for (String code : codes) {
                // A pool of the application's own may have notices of its own.
                if (BACKENDS.contains(pool.backend()) && !known.contains(code)) {
                    throw new InvalidPoolConfigurationException(
                            "pools.silence.%s must hold codes of warnings but has %s".formatted(name, code),
                            "Use some of %s.".formatted(String.join(", ", known)));
                }
            }
        });
    }
}
