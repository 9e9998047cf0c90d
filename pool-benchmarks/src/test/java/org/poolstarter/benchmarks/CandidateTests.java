/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That each pool is driven as its benchmarks suppose; nothing is measured here. */
class CandidateTests {

    /** As long as a machine may stand still before an acquire that can be served at once. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Backend backend = new Backend(Duration.ZERO);

    @ParameterizedTest
    @EnumSource
    void aReleasedClientServesTheNextAcquireOfItsAccount(Candidate candidate) throws Exception {
        try (KeyedPool<Object> pool = open(candidate, new Limits(2, 4, LONG))) {
            Client first = cycle(pool, "anna");

            assertThat(cycle(pool, "anna")).isSameAs(first);
            assertThat(cycle(pool, "hugo")).isNotSameAs(first);
            // Stormpot opens all that its limit allows at once.
            assertThat(backend.peak()).isBetween(2, 4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAccountHasNoMoreClientsThanItsLimit(Candidate candidate) throws Exception {
        try (KeyedPool<Object> pool = open(candidate, new Limits(2, 4, SHORT))) {
            Object first = pool.acquire("anna");
            Object second = pool.acquire("anna");

            assertThat(pool.client(second)).isNotSameAs(pool.client(first));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> pool.acquire("anna"));

            pool.release("anna", first);
            pool.release("anna", pool.acquire("anna"));
            pool.release("anna", second);
            assertThat(backend.peak()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noMoreThanTheTotalIsHeld(Candidate candidate) throws Exception {
        assumeThat(candidate.limitsTotal()).isTrue();
        try (KeyedPool<Object> pool = open(candidate, new Limits(2, 2, SHORT))) {
            Object first = pool.acquire("anna");
            Object second = pool.acquire("hugo");

            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> pool.acquire("emil"));

            pool.release("anna", first);
            pool.release("emil", pool.acquire("emil"));
            pool.release("hugo", second);
        }
    }

    private KeyedPool<Object> open(Candidate candidate, Limits limits) {
        assumeThat(candidate.isAvailable()).as("runs on this JVM").isTrue();
        return candidate.open(limits, backend);
    }

    private static Client cycle(KeyedPool<Object> pool, String account) throws Exception {
        Object held = pool.acquire(account);
        Client client = pool.client(held);
        pool.release(account, held);
        return client;
    }
}
