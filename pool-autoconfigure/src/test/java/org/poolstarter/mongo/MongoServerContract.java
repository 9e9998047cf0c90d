/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;

/** Runs against the server of {@code POOLS_TEST_MONGODB_URI}, a single one, or without it against an embedded one. */
class MongoPoolOnAnyServerTests {

    private static final String DATABASE = "pool_starter_test";

    private final @Nullable String external = System.getenv("POOLS_TEST_MONGODB_URI");
    private final @Nullable WireServer embedded = (external == null) ? WireServer.start() : null;
    private MongoPool pool = open(MongoPools.limits(0, null, null));

    @AfterEach
    void close() {
        pool.client().getDatabase(DATABASE).drop();
        pool.close();
        if (embedded != null) {
            embedded.close();
        }
    }

    @Test
    void whatIsWrittenIsReadAndEveryLeaseIsCounted() {
        pool.client().getDatabase(DATABASE).getCollection("documents").insertOne(new Document("name", "first"));
        assertThat(count()).isEqualTo(1);
        await().until(() -> totals().released() == 2);
        assertThat(totals()).isEqualTo(new PoolTotals(2, 2, 0, 0, 1, 0, Map.of()));
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 1, 0, 2, 0));
    }

    @Test
    void everyLeaseHasAWaitTime() {
        count();
        assertThat(pool.recorder().waitTime())
                .satisfies(wait -> assertThat(wait.count()).isEqualTo(1));
    }

    @Test
    void anIdleConnectionIsClosedAsIdle() {
        reopen(MongoPools.limits(0, Duration.ofMillis(100), null));
        count();
        await().until(() -> pool.snapshot().size() == 0);
        assertThat(totals().closed()).isEqualTo(Map.of(CloseReason.IDLE, 1L));
        assertThat(totals().released()).isEqualTo(1);
    }

    @Test
    void aConnectionThatGotTooOldIsClosedForItsLifetime() {
        reopen(MongoPools.limits(0, null, Duration.ofMillis(100)));
        count();
        await().until(() -> pool.snapshot().size() == 0);
        assertThat(totals().closed()).isEqualTo(Map.of(CloseReason.LIFETIME, 1L));
    }

    @Test
    void theMinimumIsKeptOpen() {
        reopen(MongoPools.limits(2, null, null));
        await().untilAsserted(() -> assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 2, 0, 2, 2)));
        assertThat(totals().opened()).isEqualTo(2);
    }

    @Test
    void aPingIsNoUseOfThePool() {
        pool.ping(Duration.ofSeconds(2));
        assertThat(totals()).isEqualTo(new PoolTotals(0, 0, 0, 0, 1, 0, Map.of()));
        assertThat(pool.recorder().waitTime()).isNull();
        assertThat(pool.recorder().usageTime()).isNull();
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 1, 0, 2, 0));
        count();
        await().until(() -> totals().released() == 1);
        assertThat(totals().acquired()).isEqualTo(1);
    }

    /** {@code -Dpools.load-seconds=30} for longer. */
    @Test
    void twoHundredThreadsOnOneClientLoseAndDoubleNothing() throws InterruptedException {
        int threads = 200;
        long seconds = Long.getLong("pools.load-seconds", 3);
        pool.close();
        pool = MongoPools.open(MongoPools.patient(MongoPools.settings(uri(), MongoPools.limits(0, null, null), null)));
        MongoCollection<Document> documents =
                pool.client().getDatabase(DATABASE).getCollection("documents");
        Set<String> written = ConcurrentHashMap.newKeySet();
        AtomicInteger failed = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int thread = 0; thread < threads; thread++) {
            String prefix = thread + "-";
            callers.execute(() -> {
                for (int i = 0; i == 0 || System.nanoTime() < end; i++) {
                    try {
                        documents.insertOne(new Document("_id", prefix + i));
                        written.add(prefix + i);
                    } catch (MongoException ex) {
                        failed.incrementAndGet();
                    }
                }
            });
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(seconds + 120, TimeUnit.SECONDS)).isTrue();
        assertThat(failed).hasValue(0);
        Set<String> stored = new HashSet<>();
        documents
                .find()
                .forEach(document ->
                        assertThat(stored.add(document.getString("_id"))).isTrue());
        assertThat(stored).hasSizeGreaterThanOrEqualTo(threads).isEqualTo(written);
        assertThat(pool.snapshot().active()).isZero();
        assertThat(pool.snapshot().pending()).isZero();
        assertThat(pool.snapshot().size()).isLessThanOrEqualTo(MongoPools.MAX);
    }

    @Test
    void heartbeatsAreSignsOfLife() {
        await().until(() -> pool.recorder().evidence().succeededWithin(Duration.ofSeconds(5)));
        assertThat(totals().acquired()).isZero();
    }

    private MongoPool open(MongoClientValues.Limits limits) {
        return MongoPools.open(MongoPools.settings(uri(), limits, null));
    }

    private String uri() {
        return (embedded != null) ? embedded.uri(DATABASE) : String.valueOf(external);
    }

    private void reopen(MongoClientValues.Limits limits) {
        pool.close();
        pool = open(limits);
    }

    private long count() {
        return pool.client().getDatabase(DATABASE).getCollection("documents").countDocuments();
    }

    /** A look at the pool settles what was given back. */
    private PoolTotals totals() {
        pool.snapshot();
        return pool.recorder().totals();
    }
}
