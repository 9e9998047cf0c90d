/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ConnectionId;
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
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ConnectionPoolReadyEvent;
import com.mongodb.event.ConnectionReadyEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerMonitorListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.mongo.TrackedConnection.Closing;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Shortage;

/**
 * Hears all that the driver tells of the pools and heartbeats of one client, and keeps the counts. Safe for use by many
 * threads; the driver calls it on the thread of the operation, and it never throws.
 *
 * <p>Servers are known by their {@link ServerId}, connections by the driver's number: their {@link ConnectionId} gets
 * the server's own number while they open and is no longer equal to itself.
 */
final class ConnectionEvents implements ConnectionPoolListener, ServerMonitorListener {

    /** The driver closes a broken connection within microseconds of its return. */
    private static final long CERTAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final String REFUSED =
            "Servers answer heartbeats, and refuse or break every connection that the client opens: look at its user, password and authentication database";

    private final PoolRecorder recorder;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final OpeningFailures openings;
    private final CheckOutFailures failures = new CheckOutFailures();
    private final CheckOutTrouble trouble;
    private final Clearings clearings = new Clearings();
    private final Map<ServerId, ServerConnections> servers = new ConcurrentHashMap<>();

    /** The thread whose leases are not counted because it asks on our behalf. */
    private final AtomicReference<@Nullable Thread> prober = new AtomicReference<>();

    private volatile String pool;
    private volatile @Nullable String lastHeartbeatFailure;

    /**
     * @param pool by which the log names the client
     * @param recorder takes what happens at any server
     * @param heartbeatNanos the time between two heartbeats
     */
    ConnectionEvents(
            String pool, PoolRecorder recorder, long heartbeatNanos, LongSupplier nanoTime, InstantSource clock) {
        this.pool = pool;
        this.recorder = recorder;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.openings = new OpeningFailures(heartbeatNanos);
        this.trouble = new CheckOutTrouble(nanoTime, clock);
    }

    /** From now on the log names this pool. */
    void named(String pool) {
        this.pool = pool;
    }

    /** The counts of this moment by server. */
    Map<ServerAddress, ServerCounts> counts() {
        settle(CERTAIN_NANOS);
        long now = nanoTime.getAsLong();
        Instant moment = clock.instant();
        Map<ServerAddress, ServerCounts> counts = new LinkedHashMap<>();
        servers.forEach((id, server) -> {
            ServerCounts seen = server.counts(now);
            server.seen(seen, moment);
            counts.put(id.getAddress(), seen);
        });
        return counts;
    }

    /** Each server as the endpoint shows it, by address. */
    Map<String, Map<String, Object>> describeServers() {
        Map<ServerAddress, ServerCounts> counts = counts();
        Map<String, Map<String, Object>> description = new TreeMap<>();
        servers.forEach((id, server) -> {
            ServerCounts seen = counts.get(id.getAddress());
            if (seen != null) {
                description.put(id.getAddress().toString(), server.describe(seen));
            }
        });
        return description;
    }

    /** Why operations got no connection lately; null if they did. */
    @Nullable
    Shortage shortage() {
        return trouble.shortage();
    }

    /** What the client's operations met when they asked for connections, over all servers. */
    Map<String, Object> describeCheckOuts() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("failed", failures.describe());
        Descriptions.putTiming(description, "failedWaitTime", failures.waits());
        description.put("cleared", clearedCount());
        description.put(
                "paused",
                servers.values().stream().filter(ServerConnections::isPaused).count());
        counts().values().stream()
                .filter(counts -> counts.pending() > 0)
                .mapToLong(counts -> counts.oldest().waitingNanos())
                .max()
                .ifPresent(nanos -> description.put("oldestWaiterMs", Descriptions.millis(nanos)));
        Map<String, Object> episode = trouble.describe();
        if (episode != null) {
            description.put("trouble", episode);
        }
        return description;
    }

    /**
     * Returns if heartbeats and openings show that a server can be used. Sends nothing and waits for nothing.
     *
     * @throws NoVerdictException if they show neither that nor the opposite
     * @throws MongoException if no server answers heartbeats, or none lets a connection be opened
     */
    void requireUsable() throws NoVerdictException {
        if (isAnyReachable()) {
            requireOpenings();
            return;
        }
        String failure = lastHeartbeatFailure;
        if (failure == null) {
            throw new NoVerdictException("No heartbeat has been answered, and none has failed, so far");
        }
        throw new MongoException(failure);
    }

    /** What servers that answer heartbeats do to every connection that the client opens; null if they let it. */
    @Nullable
    Refusal refusal(@Nullable String prefix) {
        return (isAnyReachable() && openings.verdict(nanoTime.getAsLong()) == OpeningFailures.Verdict.LASTING)
                ? new Refusal(
                        Refusal.Reason.CREDENTIALS,
                        REFUSED,
                        "Correct user, password and authentication database (%suri), or have the server take more connections."
                                .formatted((prefix != null) ? prefix + "." : ""))
                : null;
    }

    /**
     * Says that the driver has thrown away every connection to a server within the last minute.
     *
     * @return null if it has not; or while no server can be reached, or lets connections be opened, which says more
     */
    @Nullable
    PoolNotice cleared() {
        long now = nanoTime.getAsLong();
        return (isAnyReachable() && openings.verdict(now) == OpeningFailures.Verdict.NONE)
                ? clearings.notice(clearedCount(), now)
                : null;
    }

    private long clearedCount() {
        return servers.values().stream()
                .mapToLong(ServerConnections::clearedCount)
                .sum();
    }

    private void requireOpenings() throws NoVerdictException {
        switch (openings.verdict(nanoTime.getAsLong())) {
            case LASTING -> throw new MongoException(REFUSED);
            case DOUBTFUL -> throw new NoVerdictException("A connection could not be opened a moment ago");
            case NONE -> {}
        }
    }

    /**
     * Runs an action whose leases, waits and timeouts are not counted. The synchronous driver tells of a lease on the
     * thread that asks for it. Of two at once, the second is counted.
     */
    void uncounted(Runnable action) {
        boolean alone = prober.compareAndSet(null, Thread.currentThread());
        try {
            action.run();
        } finally {
            if (alone) {
                prober.set(null);
            }
        }
    }

    @Override
    public void connectionPoolCreated(ConnectionPoolCreatedEvent event) {
        // A server that left the cluster and came back has the same id: what is left of its old pool stays counted.
        servers.computeIfAbsent(
                        event.getServerId(),
                        id -> new ServerConnections(event.getSettings(), new PoolRecorder(nanoTime)))
                .state(ServerConnections.State.PAUSED);
    }

    @Override
    public void connectionPoolReady(ConnectionPoolReadyEvent event) {
        state(event.getServerId(), ServerConnections.State.READY);
        ServerConnections server = servers.get(event.getServerId());
        if (server != null) {
            // The first answer of a server makes its pool ready, and is not told as a heartbeat.
            answered(server);
        }
    }

    @Override
    public void connectionPoolCleared(ConnectionPoolClearedEvent event) {
        ServerConnections server = servers.get(event.getServerId());
        if (server != null) {
            server.cleared();
            clearings.add(event.getServerId().getAddress(), nanoTime.getAsLong());
        }
    }

    @Override
    public void connectionPoolClosed(ConnectionPoolClosedEvent event) {
        state(event.getServerId(), ServerConnections.State.CLOSED);
        forgetIfGone(event.getServerId());
    }

    @Override
    public void connectionCheckOutStarted(ConnectionCheckOutStartedEvent event) {
        ServerConnections server = servers.get(event.getServerId());
        if (server != null && isCounted()) {
            server.waiting(event.getOperationId(), nanoTime.getAsLong());
        }
    }

    @Override
    public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
        ServerConnections server = server(event.getConnectionId());
        if (server == null) {
            return;
        }
        boolean counted = isCounted();
        TrackedConnection connection = server.find(number(event.getConnectionId()));
        if (connection != null) {
            released(server, connection.lend(nanoTime.getAsLong(), counted));
        }
        if (counted) {
            server.waited(event.getOperationId());
            long waited = event.getElapsedTime(TimeUnit.NANOSECONDS);
            server.recorder().acquired(waited);
            recorder.acquired(waited);
        }
    }

    @Override
    public void connectionCheckOutFailed(ConnectionCheckOutFailedEvent event) {
        if (!isCounted()) {
            return;
        }
        long waited = event.getElapsedTime(TimeUnit.NANOSECONDS);
        boolean timedOut = event.getReason() == Reason.TIMEOUT;
        failures.add(event.getReason(), waited);
        if (timedOut) {
            recorder.timedOut();
        }
        ServerConnections server = servers.get(event.getServerId());
        if (server == null) {
            return;
        }
        server.waited(event.getOperationId());
        server.checkOutFailed(event.getReason(), waited);
        if (timedOut) {
            server.recorder().timedOut();
        }
        if (event.getReason() != Reason.POOL_CLOSED) {
            trouble.failed(pool, waited, () -> scene(event, server));
        }
    }

    @Override
    public void connectionCheckedIn(ConnectionCheckedInEvent event) {
        TrackedConnection connection = connection(event.getConnectionId());
        if (connection != null) {
            connection.giveBack(nanoTime.getAsLong());
        }
    }

    @Override
    public void connectionCreated(ConnectionCreatedEvent event) {
        ServerConnections server = server(event.getConnectionId());
        if (server != null) {
            server.created(number(event.getConnectionId()), nanoTime.getAsLong());
        }
    }

    @Override
    public void connectionReady(ConnectionReadyEvent event) {
        ServerConnections server = server(event.getConnectionId());
        TrackedConnection connection = (server != null) ? server.find(number(event.getConnectionId())) : null;
        if (server != null && connection != null) {
            connection.ready();
            openings.over();
            long took = event.getElapsedTime(TimeUnit.NANOSECONDS);
            server.recorder().opened(took);
            recorder.opened(took);
        }
    }

    @Override
    public void connectionClosed(ConnectionClosedEvent event) {
        ServerConnections server = server(event.getConnectionId());
        TrackedConnection connection = (server != null) ? server.remove(number(event.getConnectionId())) : null;
        if (server == null || connection == null) {
            return;
        }
        Closing closing = connection.close(nanoTime.getAsLong());
        if (closing.opening()) {
            openings.failed(nanoTime.getAsLong());
            MongoException failure = notOpened(event.getConnectionId());
            server.recorder().openFailed(failure);
            recorder.openFailed(failure);
        } else {
            ended(server, closing);
            CloseReason reason = reason(event, server, connection);
            server.recorder().closed(reason);
            recorder.closed(reason);
        }
        forgetIfGone(event.getConnectionId().getServerId());
    }

    @Override
    public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
        ServerConnections server = server(event.getConnectionId());
        if (server != null) {
            answered(server);
        }
    }

    @Override
    public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
        ServerConnections server = server(event.getConnectionId());
        if (server == null) {
            return;
        }
        server.reachable(false);
        lastHeartbeatFailure = "%s: %s"
                .formatted(event.getConnectionId().getServerId().getAddress(), withCauses(event.getThrowable()));
        if (!isAnyReachable()) {
            openings.over();
            // Returns from before must not be taken for signs of life after this.
            settle(0);
            recorder.backendFailed(event.getThrowable());
        }
    }

    private void answered(ServerConnections server) {
        server.reachable(true);
        if (openings.verdict(nanoTime.getAsLong()) == OpeningFailures.Verdict.NONE) {
            recorder.backendAnswered();
        }
    }

    private void settle(long ageNanos) {
        long now = nanoTime.getAsLong();
        servers.values().forEach(server -> server.settle(now, ageNanos, usage -> released(server, usage)));
    }

    private void released(ServerConnections server, long usageNanos) {
        if (usageNanos != TrackedConnection.NOTHING) {
            server.recorder().released(usageNanos);
            recorder.released(usageNanos);
        }
    }

    private void ended(ServerConnections server, Closing closing) {
        if (!closing.discarded()) {
            released(server, closing.usageNanos());
        } else if (closing.usageNanos() != TrackedConnection.NOTHING) {
            server.recorder().discarded(closing.usageNanos());
            recorder.discarded(closing.usageNanos());
        }
    }

    private CheckOutTrouble.Scene scene(ConnectionCheckOutFailedEvent event, ServerConnections server) {
        return new CheckOutTrouble.Scene(
                event.getServerId().getAddress(),
                event.getReason(),
                server.counts(nanoTime.getAsLong()),
                isAnyReachable(),
                server.clearedCount());
    }

    private boolean isAnyReachable() {
        for (ServerConnections server : servers.values()) {
            if (server.isReachable()) {
                return true;
            }
        }
        return false;
    }

    private CloseReason reason(ConnectionClosedEvent event, ServerConnections server, TrackedConnection connection) {
        return switch (event.getReason()) {
            case STALE -> CloseReason.STALE;
            case IDLE -> CloseReason.IDLE;
            case ERROR -> CloseReason.BROKEN;
            // POOL_CLOSED, which the driver also says of a connection that got too old.
            default ->
                server.isPastLifetime(connection, nanoTime.getAsLong())
                        ? CloseReason.LIFETIME
                        : CloseReason.POOL_CLOSED;
        };
    }

    private void state(ServerId id, ServerConnections.State state) {
        ServerConnections server = servers.get(id);
        if (server != null) {
            server.state(state);
        }
    }

    private void forgetIfGone(ServerId id) {
        servers.computeIfPresent(id, (key, server) -> server.isGone() ? null : server);
    }

    private boolean isCounted() {
        return prober.get() != Thread.currentThread();
    }

    private @Nullable ServerConnections server(ConnectionId id) {
        return servers.get(id.getServerId());
    }

    private @Nullable TrackedConnection connection(ConnectionId id) {
        ServerConnections server = server(id);
        return (server != null) ? server.find(number(id)) : null;
    }

    /** What went wrong is often said by the causes only. */
    static String withCauses(Throwable failure) {
        StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
        Throwable cause = failure.getCause();
        while (cause != null) {
            text.append(": ").append(cause.getMessage());
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static long number(ConnectionId id) {
        return id.getLocalValue();
    }

    /** The driver gives the cause to the operation that wanted the connection, and not to its listeners. */
    private static MongoException notOpened(ConnectionId id) {
        return new MongoException("A connection to %s could not be opened"
                .formatted(id.getServerId().getAddress()));
    }
}
