/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.GridFSUploadStream;
import com.mongodb.connection.ClusterConnectionMode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.poolstarter.jdbc.FaultProxy;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;

/** What a pool does on any single server of MongoDB, standalone or alone in its set. */
abstract class MongoServerContract {

    private static final String DATABASE = "pool_starter_test";
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private MongoPool pool;

    /** Leads to the server, with or without a database. */
    abstract String uri();

    @BeforeEach
    void open() {
        pool = open(MongoPools.limits(0, null, null));
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        pool.close();
        try (MongoClient client = MongoClients.create(uri())) {
            client.getDatabase(DATABASE).drop();
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

    @Test
    void aFullPoolHasExactlyAsManyTimeoutsAsCallersTooMany() throws Exception {
        try (FaultProxy proxy = proxy()) {
            reopenThrough(proxy);
            openAll();
            proxy.stall(true);
            List<Future<Long>> holders = List.of(callers.submit(this::count), callers.submit(this::count));
            await().until(() -> pool.snapshot().active() == MongoPools.MAX);
            List<Future<Long>> waiters = List.of(callers.submit(this::count), callers.submit(this::count));
            for (Future<Long> waiter : waiters) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(waiter::get)
                        .withCauseInstanceOf(MongoTimeoutException.class);
            }
            proxy.stall(false);
            for (Future<Long> holder : holders) {
                assertThat(holder.get()).isZero();
            }
            assertThat(totals().timedOut()).isEqualTo(2);
            assertThat(String.valueOf(pool.sections().get("checkOuts"))).contains("cause=full", "timeout=2");
        }
    }

    @Test
    void aServerThatGoesAndComesBackIsClearedAndReadyAgain() throws Exception {
        try (FaultProxy proxy = proxy()) {
            reopenThrough(proxy);
            count();
            proxy.refuse(true);
            proxy.reset();
            await().untilAsserted(() -> assertThat(servers()).contains("state=paused"));
            assertThatThrownBy(() -> pool.probe().check(DEADLINE)).isInstanceOf(MongoException.class);
            await().until(() -> pool.snapshot().size() == 0);
            proxy.refuse(false);
            await().untilAsserted(() -> assertThat(servers()).contains("state=ready"));
            await().untilAsserted(() ->
                    assertThatCode(() -> pool.probe().check(DEADLINE)).doesNotThrowAnyException());
            assertThat(count()).isZero();
        }
    }

    @Test
    void factsOfTheServerAreKnownFromHeartbeats() {
        await().untilAsserted(() -> assertThat(servers())
                .contains("state=connected", "version=", "wireVersion=", "roundTripMs=")
                .containsAnyOf("type=standalone", "type=replica-set-primary", "type=primary"));
        assertThat(totals().acquired()).isZero();
    }

    @Test
    void filesGoThroughThePoolToo() {
        try (GridFSUploadStream file =
                GridFSBuckets.create(pool.client().getDatabase(DATABASE)).openUploadStream("three-bytes")) {
            file.write(new byte[] {1, 2, 3});
        }
        assertThat(GridFSBuckets.create(pool.client().getDatabase(DATABASE))
                        .find()
                        .first())
                .satisfies(file -> assertThat(file.getLength()).isEqualTo(3));
        await().until(() -> pool.snapshot().active() == 0);
        assertThat(totals().acquired()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void twoHundredThreadsOnOneClientLoseAndDoubleNothing() throws InterruptedException {
        insertFromTwoHundredThreads(3);
    }

    /** {@code -Dpools.load-seconds=120} for longer. */
    @Test
    @Tag("slow")
    void twoHundredThreadsOnOneClientLoseAndDoubleNothingForLong() throws InterruptedException {
        insertFromTwoHundredThreads(Long.getLong("pools.load-seconds", 30));
    }

    private void insertFromTwoHundredThreads(long seconds) throws InterruptedException {
        int threads = 200;
        pool.close();
        pool = MongoPools.open(MongoPools.patient(MongoPools.settings(uri(), MongoPools.limits(0, null, null), null)));
        MongoCollection<Document> documents =
                pool.client().getDatabase(DATABASE).getCollection("documents");
        Set<String> written = ConcurrentHashMap.newKeySet();
        AtomicInteger failed = new AtomicInteger();
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

    /** Between the pool and the server. */
    private FaultProxy proxy() {
        ServerAddress server =
                new ServerAddress(new ConnectionString(uri()).getHosts().get(0));
        return new FaultProxy(new InetSocketAddress(server.getHost(), server.getPort()));
    }

    private void reopenThrough(FaultProxy proxy) {
        pool.close();
        String direct = new ConnectionString(uri()).getHosts().get(0);
        ConnectionString through = new ConnectionString(uri().replace(direct, "127.0.0.1:" + proxy.port()));
        // A server that does not answer for a while is there for all that: heartbeats wait for longer.
        pool = MongoPool.open(
                MongoPools.withTimeouts(
                        MongoPools.settings(through.getConnectionString(), MongoPools.limits(0, null, null), null),
                        Duration.ofMillis(300),
                        Duration.ofMinutes(1)),
                null,
                List.of(
                        MongoPools.FAST_HEARTBEAT,
                        MongoPools.FAST_MAINTENANCE,
                        settings -> settings.applyToClusterSettings(cluster ->
                                cluster.mode(ClusterConnectionMode.SINGLE).requiredReplicaSetName(null))),
                new MongoCensus());
    }

    private void openAll() throws Exception {
        await().until(() -> {
            List<Future<Long>> counts = List.of(callers.submit(this::count), callers.submit(this::count));
            for (Future<Long> count : counts) {
                count.get();
            }
            return pool.snapshot().idle() == MongoPools.MAX;
        });
    }

    private String servers() {
        return String.valueOf(pool.sections().get("servers"));
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
