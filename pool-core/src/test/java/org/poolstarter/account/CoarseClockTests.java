/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A clock that is set by a thread of its own. */
class CoarseClockTests {

    private final CoarseClock clock = new CoarseClock();
    private final List<Thread> before = tickers();
    private int users;

    private void retain() {
        clock.retain();
        users++;
    }

    private void release() {
        clock.release();
        users--;
    }

    @AfterEach
    void releaseAll() {
        while (users > 0) {
            release();
        }
    }

    private static List<Thread> tickers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("pool-clock"))
                .toList();
    }

    private List<Thread> ownTickers() {
        return tickers().stream().filter(thread -> !before.contains(thread)).toList();
    }

    @Test
    void itAdvancesAndIsNeverAheadOfTheSystemsClock() {
        retain();
        AtomicLong last = new AtomicLong(clock.getAsLong());

        for (int advance = 0; advance < 5; advance++) {
            await().until(() -> {
                long now = clock.getAsLong();
                assertThat(now - System.nanoTime()).isNotPositive();
                return now - last.getAndSet(now) > 0;
            });
        }
    }

    @Test
    void itsThreadSleepsWhileNobodyReadsItAndIsWokenByTheFirstReader() {
        retain();
        Thread ticker = ownTickers().get(0);
        // Waiting without a time is sleeping; between ticks it waits for a time.
        await().until(() -> ticker.getState() == Thread.State.WAITING);

        long asleep = System.nanoTime();
        assertThat(clock.getAsLong() - asleep).isNotNegative();

        await().until(() -> ticker.getState() != Thread.State.WAITING);
    }

    @Test
    void oneThreadServesAllUsersAndEndsWithTheLast() throws Exception {
        retain();
        retain();
        Thread ticker = ownTickers().get(0);
        assertThat(ownTickers()).hasSize(1);
        assertThat(ticker.isDaemon()).isTrue();

        release();
        assertThat(ownTickers()).containsExactly(ticker);
        release();

        ticker.join(10_000);
        assertThat(ticker.isAlive()).isFalse();
    }

    @Test
    void aPoolWithoutAClockOfItsOwnKeepsTheSharedOneRunningUntilItIsClosed() {
        // Of pools of other tests, which end on their own.
        await().until(() -> tickers().isEmpty());

        AccountPool<String, Object> pool = AccountPool.<String, Object>builder("timed", account -> new Object())
                .build();
        assertThat(ownTickers()).hasSize(1);
        pool.close();

        await().until(() -> ownTickers().isEmpty());
    }

    @Test
    void aPoolWithAClockOfItsOwnStartsNone() {
        try (AccountPool<String, Object> pool = AccountPool.<String, Object>builder("timed", account -> new Object())
                .nanoTime(System::nanoTime)
                .build()) {
            assertThat(pool.name()).isEqualTo("timed");
            assertThat(ownTickers()).isEmpty();
        }
    }

    @Test
    void withoutUsersItIsTheSystemsClock() {
        long earliest = System.nanoTime();
        assertThat(clock.getAsLong() - earliest).isNotNegative();

        retain();
        release();

        long later = System.nanoTime();
        assertThat(clock.getAsLong() - later).isNotNegative();
    }

    @Test
    void itRunsAgainForANewUser() throws Exception {
        retain();
        Thread first = ownTickers().get(0);
        release();
        first.join(10_000);

        retain();

        assertThat(ownTickers()).hasSize(1).doesNotContain(first);
        long begin = clock.getAsLong();
        await().until(() -> clock.getAsLong() - begin > 0);
    }
}
