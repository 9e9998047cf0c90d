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

import com.mongodb.MongoException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class MongoPoolTests {

    private final WireServer server = WireServer.start();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private MongoPool pool = MongoPools.open(server);

    @AfterEach
    void close() {
        server.behave();
        callers.shutdownNow();
        pool.close();
        server.close();
    }

    @Test
    void aFullPoolShowsHoldersAndWaitersAndCountsExactlyTheTimeouts(CapturedOutput output) throws Exception {
        pool.close();
        MongoPoolSettings settings = MongoPools.settings(server.uri("test"), MongoPools.limits(0, null, null), null);
        pool = MongoPools.open(MongoPools.withTimeouts(settings, Duration.ofSeconds(5), Duration.ofMinutes(1)));
        List<Future<Long>> answers = new ArrayList<>();
        try (WireServer.Hold hold = server.hold("aggregate")) {
            for (int i = 0; i < MongoPools.MAX; i++) {
                answers.add(callers.submit(this::count));
            }
            await().until(() -> hold.held() == MongoPools.MAX);
            List<Future<Long>> waiters = List.of(callers.submit(this::count), callers.submit(this::count));
            PoolSnapshot full = await().until(pool::snapshot, snapshot -> snapshot.pending() == 2);
            assertThat(full).isEqualTo(PoolSnapshot.of(2, 0, 2, 2, 0));
            assertThat(full.saturated()).isTrue();
            assertThat(section(pool.sections(), "checkOuts")).containsKey("oldestWaiterMs");
            for (Future<Long> waiter : waiters) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(waiter::get)
                        .withCauseInstanceOf(MongoTimeoutException.class);
            }
            assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(2, 0, 0, 2, 0));
        }
        for (Future<Long> answer : answers) {
            assertThat(answer.get()).isZero();
        }
        awaitReleased(2);
        assertThat(pool.recorder().totals()).isEqualTo(new PoolTotals(2, 2, 0, 2, 2, 0, Map.of()));
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 2, 0, 2, 0));
        assertThat(pool.recorder().usageTime()).isNotNull();
        assertThat(pool.recorder().openTime()).isNotNull();
        Map<String, Object> checkOuts = section(pool.sections(), "checkOuts");
        assertThat(section(checkOuts, "failed")).containsEntry("timeout", 2L);
        assertThat(section(checkOuts, "failedWaitTime")).containsEntry("count", 2L);
        assertThat(section(checkOuts, "trouble"))
                .containsEntry("cause", "full")
                .containsEntry("failures", 2L)
                .containsEntry("episodes", 1L)
                .extractingByKey("explanation")
                .asString()
                .startsWith("all 2 connections are held, the longest for ");
        assertThat(output.getAll().split("got no connection to", -1)).hasSize(2);
    }

    @Test
    void aConnectionThatIsBeingOpenedIsNeitherIdleNorActive() throws Exception {
        awaitReady();
        Future<Long> answer;
        try (WireServer.Hold hold = server.hold("ismaster");
                WireServer.Hold hello = server.hold("hello")) {
            answer = callers.submit(this::count);
            await().until(() -> pool.snapshot().opening() == 1);
            assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 0, 1, 2, 0).withOpening(1));
            assertThat(hold.held() + hello.held()).isPositive();
        }
        assertThat(answer.get()).isZero();
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 1, 0, 2, 0));
    }

    @Test
    void aReadTimeoutDiscardsItsConnectionAndIsNoSignOfLife() {
        // The first count, which opens the connection, has to keep it too.
        reopen(MongoPools.limits(0, null, null), Duration.ofSeconds(2));
        count();
        try (WireServer.Hold hold = server.hold("aggregate")) {
            assertThatThrownBy(this::count).isInstanceOf(MongoSocketReadTimeoutException.class);
            assertThat(hold.held()).isEqualTo(1);
        }
        PoolTotals totals = totals();
        assertThat(totals.acquired()).isEqualTo(2);
        assertThat(totals.released()).isEqualTo(1);
        assertThat(totals.discarded()).isEqualTo(1);
        assertThat(totals.closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L));
        assertThat(pool.snapshot().size()).isZero();
    }

    @Test
    void aStoppedServerLeavesNoConnectionCounted() {
        count();
        server.stop();
        assertThatThrownBy(this::count).isInstanceOf(MongoException.class);
        await().until(() -> pool.snapshot().size() == 0);
        assertThat(totals().closedInAll()).isEqualTo(1);
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 0, 0, 2, 0));
        assertThat(servers())
                .extractingByKey(server.address())
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("state", "paused");
    }

    @Test
    void closingLeavesNothingCounted() throws Exception {
        count();
        Future<Long> holder;
        try (WireServer.Hold hold = server.hold("aggregate")) {
            holder = callers.submit(this::count);
            await().until(() -> hold.held() == 1);
            Future<?> other =
                    callers.submit(() -> pool.client().getDatabase("test").runCommand(new Document("ping", 1)));
            other.get();
            pool.close();
            assertThat(pool.snapshot().active()).isEqualTo(1);
        }
        assertThat(holder.get()).isZero();
        await().untilAsserted(() -> assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 0, 0, 2, 0)));
        PoolTotals totals = totals();
        assertThat(totals.acquired()).isEqualTo(totals.released() + totals.discarded());
        assertThat(totals.opened()).isEqualTo(totals.closedInAll());
        assertThat(totals.closed()).containsOnlyKeys(CloseReason.POOL_CLOSED);
        assertThat(servers()).isEmpty();
    }

    @Test
    void heartbeatsAreEvidenceWithoutAnyUse() {
        awaitReady();
        assertThat(pool.recorder().evidence().succeededWithin(Duration.ofSeconds(5)))
                .isTrue();
        server.stop();
        await().until(() -> pool.recorder().evidence().failedLast());
        assertThat(pool.recorder().evidence().lastFailure()).contains("Socket");
        server.restart();
        await().until(() -> !pool.recorder().evidence().failedLast());
        assertThat(pool.recorder().totals().acquired()).isZero();
    }

    @Test
    void theProbeFailsWhileTheServerIsDownAndSucceedsAfterItsReturn() {
        Duration deadline = Duration.ofSeconds(2);
        await().untilAsserted(
                        () -> assertThatCode(() -> pool.probe().check(deadline)).doesNotThrowAnyException());
        server.stop();
        await().untilAsserted(() -> assertThatThrownBy(() -> pool.probe().check(deadline))
                .isInstanceOf(MongoException.class)
                .hasMessageContaining("Connection refused"));
        server.restart();
        await().untilAsserted(
                        () -> assertThatCode(() -> pool.probe().check(deadline)).doesNotThrowAnyException());
    }

    @Test
    void theProbeSendsNothing() throws Exception {
        awaitReady();
        int connections = server.connections();
        pool.probe().check(Duration.ofSeconds(10));
        assertThat(server.received("ping")).isZero();
        assertThat(server.connections()).isEqualTo(connections);
        assertThat(pool.probe().takesConnection()).isFalse();
    }

    @Test
    void aPingGivesUpAtItsDeadlineAndIsNoUse() {
        awaitReady();
        pool.ping(Duration.ofSeconds(30));
        try (WireServer.Hold hold = server.hold("ping")) {
            assertThatThrownBy(() -> pool.ping(Duration.ofSeconds(3)))
                    .isInstanceOf(MongoOperationTimeoutException.class);
            assertThat(hold.held()).isEqualTo(1);
        }
        assertThat(pool.recorder().totals().acquired()).isZero();
        assertThat(pool.recorder().totals().discarded()).isZero();
    }

    @Test
    void eachServerHasItsCountsTotalsAndFactsInASection() {
        count();
        await().until(() -> totals().released() == 1);
        Map<String, Object> shown = section(section(pool.sections(), "servers"), server.address());
        assertThat(shown)
                .containsAllEntriesOf(Map.of(
                        "size", 1, "active", 0, "idle", 1, "opening", 0, "pending", 0, "min", 0, "max", 2, "state",
                        "ready"))
                .containsEntry("utilization", 0.0)
                .containsEntry("cleared", 0L)
                .containsEntry("checkOutFailed", Map.of("timeout", 0L, "error", 0L, "closed", 0L))
                .containsKeys("peaks");
        assertThat(section(shown, "totals")).containsEntry("acquired", 1L).containsEntry("opened", 1L);
        assertThat(section(shown, "times")).containsOnlyKeys("waitTime", "usageTime", "openTime");
        assertThat(section(shown, "server"))
                .containsEntry("state", "connected")
                .containsEntry("type", "standalone")
                .containsKeys("version", "wireVersion", "roundTripMs");
    }

    @Test
    void whatTheServersAreToEachOtherIsShown() {
        count();
        assertThat(section(pool.sections(), "topology"))
                .containsEntry("type", "standalone")
                .containsEntry("mode", "single")
                .containsEntry("servers", 1);
        assertThat(section(pool.sections(), "process"))
                .containsEntry("clients", 1)
                .containsEntry("connectionsUpTo", 4L)
                .containsEntry("text", "up to 4 connections from this process (sessions: 1 server x 2 and 2 monitors)");
    }

    @Test
    void aSlowCommandIsKeptWithItsNameAndCollection() {
        pool.close();
        MongoPoolSettings settings = MongoPools.settings(server.uri("test"), MongoPools.limits(0, null, null), null);
        pool = MongoPools.open(MongoPools.withSlowCommands(settings, Duration.ofMillis(1)));
        await().untilAsserted(() -> {
            pool.client()
                    .getDatabase("test")
                    .getCollection("documents")
                    .insertMany(IntStream.range(0, 500)
                            .mapToObj(i -> new Document("value", "s3cret"))
                            .toList());
            assertThat(String.valueOf(section(pool.sections(), "commands").get("slowest")))
                    .contains("command=insert", "database=test", "collection=documents")
                    .doesNotContain("s3cret");
        });
    }

    @Test
    void neitherTargetNorTextShowTheUser() {
        MongoPoolSettings settings = MongoPools.settings(
                "mongodb://app:s3cret@db1:27017,db2/orders?authSource=admin", MongoPools.limits(0, null, null), null);
        assertThat(settings.target()).isEqualTo("mongodb://db1:27017,db2/orders");
        assertThat(settings.toString()).doesNotContain("app:", "s3cret").contains("db1:27017");
    }

    private long count() {
        MongoCollection<Document> documents = pool.client().getDatabase("test").getCollection("documents");
        return documents.countDocuments();
    }

    private void reopen(MongoClientValues.Limits limits, @Nullable Duration socketTimeout) {
        pool.close();
        pool = MongoPools.open(MongoPools.settings(server.uri("test"), limits, socketTimeout));
    }

    private void awaitReady() {
        await().until(() -> pool.recorder().evidence().sinceSuccess() != null
                && servers().toString().contains("state=ready"));
    }

    private void awaitReleased(long count) {
        await().until(() -> totals().released() == count);
    }

    /** A look at the pool settles what was given back. */
    private PoolTotals totals() {
        pool.snapshot();
        return pool.recorder().totals();
    }

    private Map<String, Object> servers() {
        return section(pool.sections(), "servers");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> section(Map<String, Object> of, String name) {
        return (Map<String, Object>) Objects.requireNonNull(of.get(name), name);
    }
}
