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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.mongo.TrackedConnection.Closing;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolRecorder;

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

    private final PoolRecorder recorder;
    private final LongSupplier nanoTime;
    private final Map<ServerId, ServerConnections> servers = new ConcurrentHashMap<>();

    /** The thread whose leases are not counted because it asks on our behalf. */
    private final AtomicReference<@Nullable Thread> prober = new AtomicReference<>();

    /** Whether the last attempt to open a connection failed. Heartbeats do not log in: until one opens they prove nothing. */
    private volatile boolean openingFails;

    ConnectionEvents(PoolRecorder recorder, LongSupplier nanoTime) {
        this.recorder = recorder;
        this.nanoTime = nanoTime;
    }

    /** The counts of this moment by server. */
    Map<ServerAddress, ServerCounts> counts() {
        settle(CERTAIN_NANOS);
        Map<ServerAddress, ServerCounts> counts = new LinkedHashMap<>();
        servers.forEach((id, server) -> counts.put(id.getAddress(), server.counts()));
        return counts;
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
        servers.computeIfAbsent(event.getServerId(), id -> new ServerConnections(event.getSettings()))
                .state(ServerConnections.State.PAUSED);
    }

    @Override
    public void connectionPoolReady(ConnectionPoolReadyEvent event) {
        state(event.getServerId(), ServerConnections.State.READY);
    }

    @Override
    public void connectionPoolCleared(ConnectionPoolClearedEvent event) {
        state(event.getServerId(), ServerConnections.State.PAUSED);
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
            server.waiting();
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
            released(connection.lend(nanoTime.getAsLong(), counted));
        }
        if (counted) {
            server.waited();
            recorder.acquired(event.getElapsedTime(TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public void connectionCheckOutFailed(ConnectionCheckOutFailedEvent event) {
        if (!isCounted()) {
            return;
        }
        ServerConnections server = servers.get(event.getServerId());
        if (server != null) {
            server.waited();
        }
        if (event.getReason() == ConnectionCheckOutFailedEvent.Reason.TIMEOUT) {
            recorder.timedOut();
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
        TrackedConnection connection = connection(event.getConnectionId());
        if (connection != null) {
            connection.ready();
            openingFails = false;
            recorder.opened(event.getElapsedTime(TimeUnit.NANOSECONDS));
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
            openingFails = true;
            recorder.openFailed(notOpened(event.getConnectionId()));
        } else {
            ended(closing);
            recorder.closed(reason(event, server, connection));
        }
        forgetIfGone(event.getConnectionId().getServerId());
    }

    @Override
    public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
        ServerConnections server = server(event.getConnectionId());
        if (server != null) {
            server.reachable(true);
            if (!openingFails) {
                recorder.backendAnswered();
            }
        }
    }

    @Override
    public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
        ServerConnections server = server(event.getConnectionId());
        if (server == null) {
            return;
        }
        server.reachable(false);
        if (servers.values().stream().noneMatch(ServerConnections::isReachable)) {
            // Returns from before must not be taken for signs of life after this.
            settle(0);
            recorder.backendFailed(event.getThrowable());
        }
    }

    private void settle(long ageNanos) {
        long now = nanoTime.getAsLong();
        servers.values().forEach(server -> server.settle(now, ageNanos, recorder::released));
    }

    private void released(long usageNanos) {
        if (usageNanos != TrackedConnection.NOTHING) {
            recorder.released(usageNanos);
        }
    }

    private void ended(Closing closing) {
        if (!closing.discarded()) {
            released(closing.usageNanos());
        } else if (closing.usageNanos() != TrackedConnection.NOTHING) {
            recorder.discarded(closing.usageNanos());
        }
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

    private static long number(ConnectionId id) {
        return id.getLocalValue();
    }

    /** The driver gives the cause to the operation that wanted the connection, and not to its listeners. */
    private static MongoException notOpened(ConnectionId id) {
        return new MongoException("A connection to %s could not be opened"
                .formatted(id.getServerId().getAddress()));
    }
}
