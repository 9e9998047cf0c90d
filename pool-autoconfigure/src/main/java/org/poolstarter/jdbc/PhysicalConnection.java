/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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

    /** The connections and statements that HikariCP lends. */
    private static final String LENT = "com.zaxxer.hikari.pool.HikariProxy";

    private final Login login;
    private final Ledger ledger;
    private final long openedNanos;
    private final long openingThread = Thread.currentThread().getId();
    private final AtomicLong leasedNanos = new AtomicLong(NOT_LEASED);
    private final AtomicBoolean ended = new AtomicBoolean();

    /* The plain fields below are written before leasedNanos is, which publishes them, since a volatile write each would
    be felt on every acquire. Observers may see one of them a moment late. */

    /* Who holds it; null while nobody does. */
    private @Nullable Thread holder;

    /* What the holder acquired before and still held then. Touched by the holder, or read stale. */
    private @Nullable PhysicalConnection outer;

    /* What it was lent as in the last lease, and in the one before. */
    private @Nullable Connection lent;
    private @Nullable Connection lentBefore;

    /* What was prepared or run last, and since when it runs; written by whoever uses the connection. */
    private @Nullable String statement;
    private volatile long statementNanos = NOT_LEASED;

    private int rememberedTimeout;
    private int meantTimeout;

    /* When it was last given back; when it was opened, if it was never leased. */
    private long usedNanos;
    private boolean everLeased;

    private volatile boolean broken;
    private volatile boolean evicted;
    private volatile boolean setReadOnly;

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
        lentBefore = lent;
        lent = connection;
    }

    /** What it was lent as in a lease that is over; null if there was none, or the pool has never heard of it. */
    @Nullable
    Connection endedLease() throws SQLException {
        isLeased(); // read first, for what was written before it
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
    void lease(long nowNanos, Thread thread) {
        endLease(nowNanos);
        everLeased = true;
        holder = thread;
        leasedNanos.set(nowNanos);
    }

    /** The caller gave it back. */
    void endLease(long nowNanos) {
        if (leasedNanos.get() == NOT_LEASED) {
            return;
        }
        usedNanos = nowNanos;
        holder = null;
        statement = null;
        long since = leasedNanos.getAndSet(NOT_LEASED);
        if (since != NOT_LEASED) {
            ledger.recorder().released(nowNanos - since, nowNanos);
        }
    }

    boolean isHeldBy(Thread thread) {
        return holder == thread;
    }

    boolean isOfPool(PhysicalConnection other) {
        return ledger == other.ledger;
    }

    @Nullable
    PhysicalConnection outer() {
        return outer;
    }

    void setOuter(@Nullable PhysicalConnection outer) {
        this.outer = outer;
    }

    /** Takes one network timeout for another, both in milliseconds; before the connection is published. */
    void meaning(int remembered, int meant) {
        rememberedTimeout = remembered;
        meantTimeout = meant;
    }

    /** A statement begins to run. */
    void running(String sql) {
        statement = sql;
        statementNanos = ledger.nanoTime();
    }

    /** It has ended. */
    void ran() {
        statementNanos = NOT_LEASED;
    }

    /** Who holds it and what goes on; null if nobody does. */
    @Nullable
    HeldConnection look() {
        long since = leasedNanos.get();
        Thread thread = holder;
        if (since == NOT_LEASED || thread == null) {
            return null;
        }
        long now = ledger.nanoTime();
        long runningSince = statementNanos;
        boolean told = runningSince != NOT_LEASED;
        List<StackTraceElement> stack = List.of(thread.getStackTrace());
        return new HeldConnection(
                thread.getName(),
                thread.isAlive(),
                Duration.ofNanos(Math.max(0, now - since)),
                told || callsTheDatabase(stack),
                statement,
                told ? Duration.ofNanos(Math.max(0, now - runningSince)) : null,
                stack);
    }

    /* Seen on the stack, so that statements need not be wrapped for it. */
    private static boolean callsTheDatabase(List<StackTraceElement> stack) {
        return stack.stream().anyMatch(frame -> frame.getClassName().startsWith(LENT));
    }

    /** Closes it under its holder. */
    void abortLease(Executor executor) throws SQLException {
        evicted = true;
        end();
        super.abort(executor);
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

    /**
     * HikariCP remembers the network timeout of the first connection it opened and sets it on all others. Where the pool
     * was told another one since, that is meant.
     */
    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        super.setNetworkTimeout(executor, (milliseconds == rememberedTimeout) ? meantTimeout : milliseconds);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        statement = sql;
        return super.prepareStatement(sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
        statement = sql;
        return super.prepareStatement(sql, autoGeneratedKeys);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
        statement = sql;
        return super.prepareStatement(sql, columnIndexes);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
        statement = sql;
        return super.prepareStatement(sql, columnNames);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        statement = sql;
        return super.prepareStatement(sql, type, concurrency);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        statement = sql;
        return super.prepareStatement(sql, type, concurrency, holdability);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        statement = sql;
        return super.prepareCall(sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        statement = sql;
        return super.prepareCall(sql, type, concurrency);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        statement = sql;
        return super.prepareCall(sql, type, concurrency, holdability);
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
                holder = null;
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
