/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ConnectionPoolSettings;
import com.mongodb.connection.ServerId;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionCheckOutFailedEvent.Reason;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolClearedEvent;
import com.mongodb.event.ConnectionPoolClosedEvent;
import com.mongodb.event.ConnectionPoolCreatedEvent;
import com.mongodb.event.ConnectionPoolReadyEvent;
import com.mongodb.event.ConnectionReadyEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;

/** Plays the driver: events of topologies and moments that a single server cannot show. */
class ConnectionEventsTests {

    private static final ClusterId CLUSTER = new ClusterId();

    private final ServerId east = new ServerId(CLUSTER, new ServerAddress("east"));
    private final ServerId west = new ServerId(CLUSTER, new ServerAddress("west"));
    private final AtomicLong clock = new AtomicLong();
    /** No two moments are the same to it. */
    private final PoolRecorder recorder = new PoolRecorder(clock::incrementAndGet);

    private final ConnectionEvents events = new ConnectionEvents(
            "sessions", recorder, TimeUnit.SECONDS.toNanos(10), clock::get, InstantSource.fixed(Instant.EPOCH));

    @BeforeEach
    void twoServers() {
        ConnectionPoolSettings settings =
                ConnectionPoolSettings.builder().maxSize(4).build();
        events.connectionPoolCreated(new ConnectionPoolCreatedEvent(east, settings));
        events.connectionPoolCreated(new ConnectionPoolCreatedEvent(west, settings));
    }

    @Test
    void countsAreSumsAndUtilizationIsThatOfTheFullest() {
        for (int i = 0; i < 3; i++) {
            lend(open(east));
        }
        lend(open(west));
        lend(open(west));
        open(west);
        events.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(east, 1));
        PoolSnapshot snapshot = ServerCounts.sum(events.counts().values(), 1, 4);
        assertThat(snapshot).isEqualTo(new PoolSnapshot(5, 1, 0, 1, 4, 1, 0.75));
        assertThat(snapshot.saturated()).isFalse();
    }

    @Test
    void aReturnIsAReleaseOnceItsConnectionWasKeptForAMoment() {
        ConnectionId connection = open(east);
        lend(connection);
        pass(Duration.ofMillis(70));
        giveBack(connection);
        assertThat(events.counts().get(east.getAddress()))
                .isEqualTo(new ServerCounts(
                        0, 1, 0, 0, ServerConnections.State.PAUSED, ServerCounts.Oldest.NOTHING, 0, 4));
        assertThat(recorder.totals().released()).isZero();
        pass(Duration.ofMillis(10));
        events.counts();
        assertThat(recorder.totals().released()).isEqualTo(1);
        assertThat(recorder.usageTime())
                .satisfies(usage -> assertThat(usage.max()).isEqualTo(Duration.ofMillis(70)));
    }

    @Test
    void aReturnedConnectionThatAnotherThreadClosesWasReleased() throws InterruptedException {
        ConnectionId connection = open(east);
        Thread holder = new Thread(() -> {
            lend(connection);
            giveBack(connection);
        });
        holder.start();
        holder.join();
        close(connection, ConnectionClosedEvent.Reason.STALE);
        assertThat(recorder.totals()).isEqualTo(new PoolTotals(1, 1, 0, 0, 1, 0, Map.of(CloseReason.STALE, 1L)));
    }

    @Test
    void aConnectionThatNeverGotReadyIsAFailureToOpenAndNoClose() {
        ConnectionId connection = new ConnectionId(east);
        events.connectionCreated(new ConnectionCreatedEvent(connection));
        close(connection, ConnectionClosedEvent.Reason.ERROR);
        assertThat(recorder.totals()).isEqualTo(new PoolTotals(0, 0, 0, 0, 0, 1, Map.of()));
        assertThat(recorder.evidence().lastFailure()).contains("east");
    }

    @Test
    void aWaiterWhosePoolWasClearedIsNoTimeout() {
        events.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(east, 1));
        events.connectionCheckOutFailed(
                new ConnectionCheckOutFailedEvent(east, 1, ConnectionCheckOutFailedEvent.Reason.CONNECTION_ERROR, 5));
        assertThat(recorder.totals()).isEqualTo(new PoolTotals(0, 0, 0, 0, 0, 0, Map.of()));
        assertThat(ServerCounts.sum(events.counts().values(), 0, 4).pending()).isZero();
    }

    @Test
    void theServersOwnNumberDoesNotMakeItAnotherConnection() {
        ConnectionId created = new ConnectionId(east);
        events.connectionCreated(new ConnectionCreatedEvent(created));
        ConnectionId ready = created.withServerValue(4711);
        events.connectionReady(new ConnectionReadyEvent(ready, 5));
        assertThat(ServerCounts.sum(events.counts().values(), 0, 4)).isEqualTo(PoolSnapshot.of(0, 1, 0, 4, 0));
    }

    @Test
    void theBackendFailsOnlyWhenNoServerAnswers() {
        answer(east);
        answer(west);
        pass(Duration.ofSeconds(1));
        fail(east);
        assertThat(recorder.evidence().failedLast()).isFalse();
        fail(west);
        assertThat(recorder.evidence().failedLast()).isTrue();
    }

    @Test
    void aSetOfThreeIsSummedUpAndStaysUpWhileAMajorityAnswers() {
        ServerId north = new ServerId(CLUSTER, new ServerAddress("north"));
        events.connectionPoolCreated(new ConnectionPoolCreatedEvent(
                north, ConnectionPoolSettings.builder().maxSize(4).build()));
        for (ServerId server : List.of(east, west, north)) {
            answer(server);
            lend(open(server));
        }
        lend(open(north));
        assertThat(ServerCounts.sum(events.counts().values(), 1, 4)).isEqualTo(new PoolSnapshot(4, 0, 0, 0, 4, 1, 0.5));

        pass(Duration.ofSeconds(1));
        fail(north);
        events.connectionPoolCleared(new ConnectionPoolClearedEvent(north));
        assertThat(recorder.evidence().failedLast()).isFalse();
        assertThat(events.describeServers().get("north:27017")).containsEntry("state", "paused");

        events.connectionPoolClosed(new ConnectionPoolClosedEvent(north));
        assertThat(events.describeServers()).containsOnlyKeys("east:27017", "west:27017", "north:27017");
        assertThat(ServerCounts.sum(events.counts().values(), 1, 4).active()).isEqualTo(4);
    }

    @Test
    void aHeartbeatProvesNothingWhileConnectionsCannotLogIn() {
        ConnectionId refused = new ConnectionId(east);
        events.connectionCreated(new ConnectionCreatedEvent(refused));
        close(refused, ConnectionClosedEvent.Reason.ERROR);
        pass(Duration.ofSeconds(1));
        answer(east);
        assertThat(recorder.evidence().failedLast()).isTrue();

        open(east);
        assertThat(recorder.evidence().failedLast()).isFalse();
    }

    @Test
    void aUseBeforeTheFailureIsNoSignOfLifeAfterIt() {
        ConnectionId connection = open(east);
        lend(connection);
        giveBack(connection);
        pass(Duration.ofMillis(100));
        fail(east);
        pass(Duration.ofSeconds(1));
        events.counts();
        assertThat(recorder.totals().released()).isEqualTo(1);
        assertThat(recorder.evidence().failedLast()).isTrue();
    }

    @Test
    void aServerThatLeftIsForgottenWithItsLastConnection() {
        ConnectionId connection = open(east);
        lend(connection);
        events.connectionPoolClosed(new ConnectionPoolClosedEvent(east));
        events.connectionPoolClosed(new ConnectionPoolClosedEvent(west));
        assertThat(events.counts()).containsOnlyKeys(east.getAddress());
        giveBack(connection);
        close(connection, ConnectionClosedEvent.Reason.POOL_CLOSED);
        assertThat(events.counts()).isEmpty();
        assertThat(recorder.totals().discarded()).isEqualTo(1);
    }

    @Test
    void aFailedCheckOutIsCountedByItsCauseAndServer() {
        for (Reason reason : List.of(Reason.TIMEOUT, Reason.TIMEOUT, Reason.CONNECTION_ERROR, Reason.POOL_CLOSED)) {
            events.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(east, 1));
            events.connectionCheckOutFailed(new ConnectionCheckOutFailedEvent(east, 1, reason, 5));
        }
        assertThat(recorder.totals().timedOut()).isEqualTo(2);
        Map<String, Object> byCause = Map.of("timeout", 2L, "error", 1L, "closed", 1L);
        assertThat(events.describeCheckOuts()).containsEntry("failed", byCause);
        assertThat(events.describeServers().get("east:27017")).containsEntry("checkOutFailed", byCause);
        assertThat(events.describeServers().get("west:27017"))
                .containsEntry("checkOutFailed", Map.of("timeout", 0L, "error", 0L, "closed", 0L));
    }

    @Test
    void aClearedPoolIsPausedUntilAHeartbeatMakesItReady() {
        events.connectionPoolReady(new ConnectionPoolReadyEvent(east));
        events.connectionPoolReady(new ConnectionPoolReadyEvent(west));
        events.connectionPoolCleared(new ConnectionPoolClearedEvent(east));
        assertThat(events.describeCheckOuts()).containsEntry("cleared", 1L).containsEntry("paused", 1L);
        assertThat(events.describeServers().get("east:27017"))
                .containsEntry("cleared", 1L)
                .containsEntry("state", "paused");
        events.connectionPoolReady(new ConnectionPoolReadyEvent(east));
        assertThat(events.describeCheckOuts()).containsEntry("cleared", 1L).containsEntry("paused", 0L);
    }

    @Test
    void aPoolThatWasClearedIsANoticeForAMinuteWhileItsServerAnswers() {
        events.connectionPoolReady(new ConnectionPoolReadyEvent(east));
        assertThat(events.cleared()).isNull();
        events.connectionPoolCleared(new ConnectionPoolClearedEvent(east));
        pass(Duration.ofSeconds(59));
        answer(east);
        assertThat(events.cleared()).isNotNull().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("mongo-cleared");
            assertThat(notice.evidence())
                    .containsEntry("server", "east:27017")
                    .containsEntry("cleared", 1L)
                    .containsEntry("lastSecondsAgo", 59L);
        });
        pass(Duration.ofSeconds(2));
        assertThat(events.cleared()).isNull();
    }

    @Test
    void aPoolThatWasClearedBecauseItsServerIsGoneOrRefusesIsNone() {
        answer(east);
        events.connectionPoolCleared(new ConnectionPoolClearedEvent(east));
        assertThat(events.cleared()).isNotNull();
        fail(east);
        assertThat(events.cleared()).as("gone").isNull();
        answer(east);
        failToOpen(east);
        assertThat(events.cleared()).as("perhaps refused").isNull();
        assertThat(events.refusal("pools.mongo.sessions")).isNull();
        pass(Duration.ofSeconds(20));
        failToOpen(east);
        assertThat(events.refusal("pools.mongo.sessions"))
                .isNotNull()
                .satisfies(refusal -> assertThat(refusal.remedy()).contains("pools.mongo.sessions.uri"));
    }

    @Test
    void theOldestWaiterOfAllServersIsShown() {
        events.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(east, 1));
        pass(Duration.ofMillis(40));
        events.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(west, 2));
        pass(Duration.ofMillis(30));
        assertThat(events.describeCheckOuts()).containsEntry("oldestWaiterMs", 70.0);
        events.connectionCheckOutFailed(new ConnectionCheckOutFailedEvent(east, 1, Reason.TIMEOUT, 5));
        assertThat(events.describeCheckOuts()).containsEntry("oldestWaiterMs", 30.0);
        events.connectionCheckOutFailed(new ConnectionCheckOutFailedEvent(west, 2, Reason.TIMEOUT, 5));
        assertThat(events.describeCheckOuts()).doesNotContainKey("oldestWaiterMs");
    }

    @Test
    void aHeartbeatDoesNotLogInSoOpeningsThatFailForTwoIntervalsAreMore() {
        answer(east);
        failToOpen(east);
        assertThatThrownBy(events::requireUsable).isInstanceOf(NoVerdictException.class);
        pass(Duration.ofSeconds(19));
        failToOpen(east);
        assertThatThrownBy(events::requireUsable).isInstanceOf(NoVerdictException.class);
        pass(Duration.ofSeconds(1));
        failToOpen(east);
        answer(east);
        assertThatThrownBy(events::requireUsable)
                .isInstanceOf(MongoException.class)
                .hasMessageContaining("look at its user, password");
        assertThat(recorder.evidence().failedLast()).isTrue();
        open(east);
        assertThatCode(events::requireUsable).doesNotThrowAnyException();
    }

    @Test
    void oneOpeningThatFailedIsForgottenAfterTwoIntervals() {
        answer(east);
        failToOpen(east);
        pass(Duration.ofSeconds(21));
        assertThatCode(events::requireUsable).doesNotThrowAnyException();
    }

    @Test
    void withoutAnyHeartbeatThereIsNoVerdict() {
        assertThatThrownBy(events::requireUsable).isInstanceOf(NoVerdictException.class);
        fail(east);
        assertThatThrownBy(events::requireUsable)
                .isInstanceOf(MongoException.class)
                .hasMessageContaining("refused");
        answer(west);
        assertThatCode(events::requireUsable).doesNotThrowAnyException();
    }

    @Test
    void leasesAllocateNothing() {
        ConnectionId connection = open(east);
        ConnectionCheckOutStartedEvent started = new ConnectionCheckOutStartedEvent(east, 1_000_000);
        ConnectionCheckedOutEvent checkedOut = new ConnectionCheckedOutEvent(connection, 1_000_000, 5);
        ConnectionCheckedInEvent checkedIn = new ConnectionCheckedInEvent(connection, 1_000_000);
        Runnable lease = () -> {
            events.connectionCheckOutStarted(started);
            events.connectionCheckedOut(checkedOut);
            events.connectionCheckedIn(checkedIn);
        };
        // The recorder keeps the first timings for the first listener.
        repeat(1_000, lease);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(10_000, lease);
        // Counting the bytes, and a sign of life now and then, allocate a little; a byte to each lease would be 10000.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(recorder.totals().acquired()).isEqualTo(11_000);
    }

    private static void repeat(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private void failToOpen(ServerId server) {
        ConnectionId connection = new ConnectionId(server);
        events.connectionCreated(new ConnectionCreatedEvent(connection));
        close(connection, ConnectionClosedEvent.Reason.ERROR);
    }

    @Test
    void eventsOfAnUnknownServerAreIgnored() {
        ConnectionId connection = new ConnectionId(new ServerId(CLUSTER, new ServerAddress("north")));
        events.connectionCreated(new ConnectionCreatedEvent(connection));
        lend(connection);
        giveBack(connection);
        close(connection, ConnectionClosedEvent.Reason.IDLE);
        assertThat(recorder.totals()).isEqualTo(new PoolTotals(0, 0, 0, 0, 0, 0, Map.of()));
    }

    private ConnectionId open(ServerId server) {
        ConnectionId connection = new ConnectionId(server);
        events.connectionCreated(new ConnectionCreatedEvent(connection));
        events.connectionReady(new ConnectionReadyEvent(connection, 5));
        return connection;
    }

    private void lend(ConnectionId connection) {
        events.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(connection.getServerId(), 1));
        events.connectionCheckedOut(new ConnectionCheckedOutEvent(connection, 1, 5));
    }

    private void giveBack(ConnectionId connection) {
        events.connectionCheckedIn(new ConnectionCheckedInEvent(connection, 1));
    }

    private void close(ConnectionId connection, ConnectionClosedEvent.Reason reason) {
        events.connectionClosed(new ConnectionClosedEvent(connection, reason));
    }

    private void answer(ServerId server) {
        events.serverHeartbeatSucceeded(
                new ServerHeartbeatSucceededEvent(new ConnectionId(server), new BsonDocument(), 5, false));
    }

    private void fail(ServerId server) {
        events.serverHeartbeatFailed(new ServerHeartbeatFailedEvent(
                new ConnectionId(server), 5, false, new MongoSocketOpenException("refused", server.getAddress())));
    }

    private void pass(Duration time) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(time.toMillis()));
    }
}
