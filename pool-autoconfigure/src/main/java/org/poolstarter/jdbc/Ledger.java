/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfigMXBean;
import java.time.Duration;
import java.util.List;
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

    private final PoolRecorder recorder;
    private final LongSupplier nanoTime;
    private final Holders holders = new Holders();
    private final ProbeMark probeMark = new ProbeMark();
    private final ProbeMark controlMark = new ProbeMark();
    private final ProbeMark rotationMark = new ProbeMark();
    private final ProbeMark inquiryMark = new ProbeMark();

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

    /** Marks the thread that closes idle connections for the control, which borrows each for that. */
    ProbeMark controlMark() {
        return controlMark;
    }

    /** Marks the thread that borrows connections of old credentials to close them. */
    ProbeMark rotationMark() {
        return rotationMark;
    }

    /** Marks the thread that asks the server by an idle connection. */
    ProbeMark inquiryMark() {
        return inquiryMark;
    }

    /**
     * Whether the application may have set the connection that this thread uses to read-only: one of those that the thread
     * has leased or, where it has leased none because it was handed one, any that is leased.
     */
    boolean mayBeReadOnlyHere() {
        Thread here = Thread.currentThread();
        List<PhysicalConnection> leased =
                holders.open().stream().filter(PhysicalConnection::isLeased).toList();
        List<PhysicalConnection> own =
                leased.stream().filter(connection -> connection.isHeldBy(here)).toList();
        return (own.isEmpty() ? leased : own).stream().anyMatch(PhysicalConnection::isSetReadOnly);
    }

    /** Whether this thread does something with the pool that is not to be counted. */
    boolean isProbing() {
        return probeMark.isHere() || controlMark.isHere() || rotationMark.isHere() || inquiryMark.isHere();
    }

    /** The open connections; those that come and go meanwhile may be among them or not. */
    Holders holders() {
        return holders;
    }

    /** This thread has acquired a connection that it asked for at that moment. */
    void leased(PhysicalConnection connection, long requestedNanos) {
        long now = nanoTime();
        leased(connection, now, now - requestedNanos, ThreadUse.current());
    }

    /** This thread has acquired a connection; how long that took HikariCP has measured. */
    void leased(PhysicalConnection connection) {
        ThreadUse use = ThreadUse.current();
        leased(connection, nanoTime(), use.waitedNanos(), use);
    }

    private void leased(PhysicalConnection connection, long now, long waitedNanos, ThreadUse use) {
        Thread thread = Thread.currentThread();
        recorder.acquired(waitedNanos);
        int depth = use.acquired(connection, thread);
        connection.lease(now, thread);
        if (depth > 1) {
            recorder.nested(depth);
        }
    }

    /** HikariCP has measured how long this thread waited for the connection that it gets now. */
    void waited(long nanos) {
        ThreadUse.current().waited(nanos);
    }

    /** This thread seems to give this connection back. Callers may clear warnings too: {@link #returned()} decides. */
    void returning(PhysicalConnection connection) {
        ThreadUse.current().returning(connection);
    }

    /** HikariCP has taken back what this thread was giving back. */
    void returned() {
        ThreadUse use = ThreadUse.current();
        PhysicalConnection connection = use.takeReturning();
        if (connection != null) {
            use.released(connection, Thread.currentThread());
            connection.endLease(nanoTime());
        }
    }

    void opened(PhysicalConnection connection) {
        holders.add(connection);
    }

    void closed(PhysicalConnection connection) {
        holders.remove(connection);
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
