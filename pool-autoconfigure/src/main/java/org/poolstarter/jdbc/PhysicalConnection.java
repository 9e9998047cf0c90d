/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connection of the driver, underneath the one that HikariCP lends. It tells the {@link Ledger} when a lease of it
 * ends and when it is closed.
 *
 * <p>HikariCP says neither which connection a lease ended on nor why it closes one. So the end of a lease is seen by
 * {@link #clearWarnings()}, the last call that HikariCP makes on a connection before it takes it back, and the reason of
 * closing is inferred by {@link Ledger#reasonToClose}.
 */
final class PhysicalConnection extends DelegatingConnection {

    private static final long NOT_LEASED = Long.MIN_VALUE;

    private final Ledger ledger;
    private final long openedNanos;
    private final long openingThread = Thread.currentThread().getId();
    private final AtomicLong leasedNanos = new AtomicLong(NOT_LEASED);
    private final AtomicBoolean ended = new AtomicBoolean();

    private volatile long usedNanos;
    private volatile boolean everLeased;
    private volatile boolean broken;
    private volatile boolean evicted;

    PhysicalConnection(Connection delegate, Ledger ledger, long nowNanos) {
        super(delegate);
        this.ledger = ledger;
        this.openedNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    /** A caller has it from now on. A lease whose end was not seen, because giving it back failed half-way, ends now. */
    void lease(long nowNanos) {
        endLease(nowNanos);
        everLeased = true;
        leasedNanos.set(nowNanos);
    }

    /** The caller gave it back. */
    void endLease(long nowNanos) {
        long since = leasedNanos.getAndSet(NOT_LEASED);
        if (since != NOT_LEASED) {
            usedNanos = nowNanos;
            ledger.recorder().released(nowNanos - since);
        }
    }

    /** The pool was asked to close it. */
    void evict() {
        evicted = true;
    }

    boolean isEvicted() {
        return evicted;
    }

    /** Whether it was found dead, or is closed while a caller has it, which HikariCP does to a broken one. */
    boolean isBroken() {
        return broken || leasedNanos.get() != NOT_LEASED || isClosedByDriver();
    }

    /** Whether the thread that opened it closes it before anybody had it: it was opened only to see whether one can. */
    boolean isTrial() {
        return !everLeased && openingThread == Thread.currentThread().getId();
    }

    long openedNanos() {
        return openedNanos;
    }

    /** When it was last given back; when it was opened, if it was never leased. */
    long usedNanos() {
        return usedNanos;
    }

    @Override
    public void clearWarnings() throws SQLException {
        super.clearWarnings();
        ledger.returning(this);
    }

    @Override
    public boolean isValid(int timeoutSeconds) throws SQLException {
        boolean valid = false;
        try {
            valid = super.isValid(timeoutSeconds);
        } finally {
            if (!valid) {
                broken = true;
            }
        }
        return valid;
    }

    @Override
    public void close() throws SQLException {
        end();
        super.close();
    }

    /** When the pool is closed, HikariCP aborts what is held and never closes it. A holder's abort is seen at the end. */
    @Override
    public void abort(Executor executor) throws SQLException {
        if (ledger.isClosing()) {
            end();
        }
        super.abort(executor);
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            ledger.closed(this);
            long since = leasedNanos.getAndSet(NOT_LEASED);
            if (since != NOT_LEASED) {
                ledger.recorder().discarded(ledger.nanoTime() - since);
            }
        }
    }

    private boolean isClosedByDriver() {
        try {
            return isClosed();
        } catch (SQLException ex) {
            return true; // a driver that cannot even tell is broken
        }
    }
}
