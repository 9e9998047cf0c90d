/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfigMXBean;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolRecorder;

/**
 * Counts what happens in one pool, from what its data source, its physical connections and its metrics tracker each
 * see.
 *
 * <p>Every lease is counted once as acquired, by the data source, and ends once: as released when HikariCP has taken its
 * connection back whole, or as discarded when its connection is closed under it. So acquired = released + discarded +
 * active, but for two moments: a lease is active in HikariCP shortly before it is counted as acquired, and a connection
 * that breaks in use leaves the active ones shortly before a thread of HikariCP closes it.
 *
 * <p>Safe for use by many threads.
 */
final class Ledger {

    /** HikariCP closes a connection up to a quarter of the lifetime early, so that not all go at once. */
    private static final double EARLIEST_END_OF_LIFE = 0.75;

    /** The connection that this thread is giving back; between two calls that HikariCP makes one after the other. */
    private static final ThreadLocal<PhysicalConnection> RETURNING = new ThreadLocal<>();

    private final PoolRecorder recorder;
    private final LongSupplier nanoTime;
    private final ProbeMark probeMark = new ProbeMark();
    private final Set<PhysicalConnection> open = ConcurrentHashMap.newKeySet();

    /* The configuration at first, and the running pool, whose limits can change, once there is one. */
    private volatile HikariConfigMXBean limits;
    private volatile boolean closing;

    Ledger(PoolRecorder recorder, LongSupplier nanoTime, HikariConfigMXBean limits) {
        this.recorder = recorder;
        this.nanoTime = nanoTime;
        this.limits = limits;
    }

    PoolRecorder recorder() {
        return recorder;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    void started(HikariConfigMXBean pool) {
        limits = pool;
    }

    void closing() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    ProbeMark probeMark() {
        return probeMark;
    }

    boolean isProbing() {
        return probeMark.isHere();
    }

    void opened(PhysicalConnection connection) {
        open.add(connection);
    }

    /** The connections that are open; those that come and go meanwhile may be in it or not. */
    Set<PhysicalConnection> open() {
        return Collections.unmodifiableSet(open);
    }

    /**
     * Whether the application may have set the connection that this thread uses to read-only: one of those that the thread
     * has leased or, where it has leased none because it was handed one, any that is leased.
     */
    boolean mayBeReadOnlyHere() {
        Thread here = Thread.currentThread();
        List<PhysicalConnection> leased =
                open.stream().filter(PhysicalConnection::isLeased).toList();
        List<PhysicalConnection> own =
                leased.stream().filter(connection -> connection.isLentTo(here)).toList();
        return (own.isEmpty() ? leased : own).stream().anyMatch(PhysicalConnection::isSetReadOnly);
    }

    void leased(PhysicalConnection connection, long requestedNanos) {
        long now = nanoTime();
        recorder.acquired(now - requestedNanos);
        connection.lease(now);
    }

    /** This thread seems to give this connection back. Callers may clear warnings too: {@link #returned()} decides. */
    void returning(PhysicalConnection connection) {
        RETURNING.set(connection);
    }

    /** HikariCP has taken back what this thread was giving back. */
    void returned() {
        PhysicalConnection connection = RETURNING.get();
        if (connection != null) {
            RETURNING.remove();
            connection.endLease(nanoTime());
        }
    }

    void closed(PhysicalConnection connection) {
        open.remove(connection);
        recorder.closed(reasonToClose(connection));
    }

    /**
     * Why a connection is being closed, inferred: HikariCP does not tell. A soft eviction of the whole pool through JMX
     * is told from the rest only by exclusion.
     */
    private CloseReason reasonToClose(PhysicalConnection connection) {
        if (closing) {
            return CloseReason.POOL_CLOSED;
        }
        if (connection.isEvicted()) {
            return CloseReason.EVICTED;
        }
        if (connection.isBroken()) {
            return CloseReason.BROKEN;
        }
        if (connection.isTrial()) {
            return CloseReason.DISCARDED;
        }
        long now = nanoTime();
        if (reached(now - connection.openedNanos(), EARLIEST_END_OF_LIFE, limits.getMaxLifetime())) {
            return CloseReason.LIFETIME;
        }
        if (reached(now - connection.usedNanos(), 1.0, limits.getIdleTimeout())) {
            return CloseReason.IDLE;
        }
        return CloseReason.EVICTED;
    }

    private static boolean reached(long nanos, double share, long limitMillis) {
        return limitMillis > 0
                && nanos >= share * Duration.ofMillis(limitMillis).toNanos();
    }
}
