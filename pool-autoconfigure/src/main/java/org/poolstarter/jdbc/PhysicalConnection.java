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
import org.jspecify.annotations.Nullable;

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
    private volatile boolean setReadOnly;

    private final Login login;

    /* These two are written before the third by the thread that has the lease, and seen by whoever has read that. */
    private @Nullable Thread lessee;
    private @Nullable Connection lentBefore;
    private volatile @Nullable Connection lent;

    PhysicalConnection(Connection delegate, Login login, Ledger ledger, long nowNanos) {
        super(delegate);
        this.login = login;
        this.ledger = ledger;
        this.openedNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    /** As whom it was opened. */
    Login login() {
        return login;
    }

    /** This thread is lent it, as that connection of HikariCP's. Comes before {@link #lease}. */
    void lentAs(Connection connection) {
        lessee = Thread.currentThread();
        lentBefore = lent;
        lent = connection;
    }

    /** What it was lent as in a lease that is over; null if there was none, or the pool has never heard of it. */
    @Nullable
    Connection endedLease() throws SQLException {
        for (Connection lease : new Connection[] {lent, lentBefore}) {
            if (lease != null && lease.isClosed()) {
                return lease;
            }
        }
        return null;
    }

    /** Whether nobody ever had it. */
    boolean isUnused() {
        return !everLeased;
    }

    boolean isLeased() {
        return leasedNanos.get() != NOT_LEASED;
    }

    boolean isLentTo(Thread thread) {
        return lessee == thread;
    }

    /** Whether it was set to read-only by its holder, or for the whole pool. */
    boolean isSetReadOnly() {
        return setReadOnly;
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        super.setReadOnly(readOnly);
        setReadOnly = readOnly;
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
