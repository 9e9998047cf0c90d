/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;

/** What a pool keeps of accounts it has no client of any more: nothing. */
@Tag("stress")
class AccountPoolMemoryTests {

    private static final int ACCOUNTS = 1_000_000;
    private static final int MAX_SIZE = 10;
    private static final int SAMPLE_EVERY = 1_000;

    /**
     * Each account is a new object, and each thousandth of them is looked for in the end: what the collector takes, neither
     * the pool nor anything that it keeps knows. That is exact where a heap that is measured has only a wide bound.
     */
    @Test
    @Timeout(300)
    void aMillionAccountsLeaveNothingBehind() throws Exception {
        List<WeakReference<Object>> accounts = new ArrayList<>();
        List<WeakReference<Object>> clients = new ArrayList<>();
        try (AccountPool<Object, Object> pool = AccountPool.<Object, Object>builder("memory", account -> new Object())
                .limits(AccountPoolSettings.builder().maxSize(MAX_SIZE).build())
                .executor(Runnable::run)
                .build()) {
            for (int i = 0; i < ACCOUNTS; i++) {
                Object account = new Object();
                try (Lease<Object> lease = pool.acquire(account)) {
                    if (i % SAMPLE_EVERY == 0) {
                        accounts.add(new WeakReference<>(account));
                        clients.add(new WeakReference<>(lease.client()));
                    }
                }
            }

            assertThat(pool.recorder().totals().opened()).isEqualTo(ACCOUNTS);
            assertThat(pool.snapshot().size()).isEqualTo(MAX_SIZE);
            assertThat(pool.sections()).extractingByKey("accounts").asString().contains("known=" + MAX_SIZE);
            await().untilAsserted(() -> {
                System.gc();
                assertThat(accounts)
                        .filteredOn(account -> account.get() != null)
                        .isEmpty();
                assertThat(clients).filteredOn(client -> client.get() != null).isEmpty();
            });
        }
    }

    /**
     * Of a million sessions a pool keeps as many records and events as it was told to, and of the accounts not even the
     * last ones once others have come: what is looked for is older than what the ring holds.
     */
    @Test
    @Timeout(300)
    void aMillionSessionsLeaveAsManyRecordsAndEventsAsWereWanted() throws Exception {
        List<WeakReference<Object>> accounts = new ArrayList<>();
        PoolEvents events = PoolEvents.builder("memory", AccountPool.BACKEND)
                .keep(50, EnumSet.allOf(PoolEventType.class))
                .queueSize(100)
                .build();
        CountDownLatch never = new CountDownLatch(1);
        events.addListener(EnumSet.allOf(PoolEventType.class), event -> awaitForEver(never));
        try (AccountPool<Object, Object> pool = AccountPool.<Object, Object>builder("memory", account -> new Object())
                .limits(AccountPoolSettings.builder()
                        .maxSize(MAX_SIZE)
                        .sessionRecords(100)
                        .build())
                .executor(Runnable::run)
                .events(events)
                .build()) {
            for (int i = 0; i < ACCOUNTS; i++) {
                Object account = new Object();
                try (Lease<Object> lease = pool.acquire(account)) {
                    lease.count("counter " + i, 1);
                    if (i % SAMPLE_EVERY == SAMPLE_EVERY / 2) {
                        accounts.add(new WeakReference<>(account));
                    }
                }
            }

            assertThat(pool.sessionSummary().total()).isEqualTo(ACCOUNTS);
            assertThat(pool.sessions()).hasSize(100);
            assertThat(pool.sessionSummary().averages()).containsOnlyKeys("other");
            assertThat(events.recent()).hasSize(50);
            assertThat(events.dropped()).isGreaterThan(3L * ACCOUNTS);
            await().untilAsserted(() -> {
                System.gc();
                assertThat(accounts)
                        .filteredOn(account -> account.get() != null)
                        .isEmpty();
            });
        } finally {
            never.countDown();
        }
    }

    private static void awaitForEver(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}
