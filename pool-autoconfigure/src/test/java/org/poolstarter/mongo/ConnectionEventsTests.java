/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoSocketOpenException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ConnectionPoolSettings;
import com.mongodb.connection.ServerId;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolClosedEvent;
import com.mongodb.event.ConnectionPoolCreatedEvent;
import com.mongodb.event.ConnectionReadyEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.CloseReason;
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

    private final ConnectionEvents events = new ConnectionEvents(recorder, clock::get);

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
                .isEqualTo(new ServerCounts(0, 1, 0, 0, ServerConnections.State.PAUSED));
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
