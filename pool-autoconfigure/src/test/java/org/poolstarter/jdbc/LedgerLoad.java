/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Callers that write one row each time, in a transaction, and keep account of what they were told: each row is
 * acknowledged, refused before its commit was sent, or unknown because the commit was sent and not answered.
 */
final class LedgerLoad implements AutoCloseable {

    private static final int CALLERS = 4;
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private final DataSource dataSource;
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicLong longestCall = new AtomicLong();
    private final AtomicInteger recovered = new AtomicInteger();
    private volatile long healedNanos = Long.MAX_VALUE;
    private volatile long recoveredNanos;
    private volatile boolean stopped;

    LedgerLoad(DataSource dataSource) {
        this.dataSource = dataSource;
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.execute(() -> run(caller));
        }
    }

    private void run(int caller) {
        boolean hasRecovered = false;
        for (int call = 0; !stopped; call++) {
            long start = System.nanoTime();
            boolean committed = call(caller + "-" + call);
            long end = System.nanoTime();
            longestCall.accumulateAndGet(end - start, Math::max);
            if (committed && !hasRecovered && end - healedNanos > 0 && healedNanos != Long.MAX_VALUE) {
                hasRecovered = true;
                recoveredNanos = end;
                recovered.incrementAndGet();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean call(String entry) {
        boolean commitSent = false;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("insert into ledger values (?)")) {
                insert.setString(1, entry);
                insert.executeUpdate();
            }
            commitSent = true;
            connection.commit();
            acknowledged.add(entry);
            return true;
        } catch (SQLException ex) {
            if (!acknowledged.contains(entry)) {
                (commitSent ? unknown : refused).add(entry);
            }
            return acknowledged.contains(entry);
        }
    }

    /** The fault is over. */
    void healed() {
        healedNanos = System.nanoTime();
    }

    /** Whether each caller has committed since. */
    boolean hasRecovered() {
        return recovered.get() == CALLERS;
    }

    /** From the end of the fault to the moment when each caller had committed. */
    Duration recovery() {
        return Duration.ofNanos(recoveredNanos - healedNanos);
    }

    Duration longestCall() {
        return Duration.ofNanos(longestCall.get());
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    Set<String> refused() {
        return refused;
    }

    Set<String> unknown() {
        return unknown;
    }

    /** Waits for the calls under way. */
    void stop() throws InterruptedException {
        stopped = true;
        callers.shutdown();
        if (!callers.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new AssertionError("A call has not ended");
        }
    }

    @Override
    public void close() {
        stopped = true;
        callers.shutdownNow();
    }
}
