/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the first connections of a pool in parallel. HikariCP has one thread that opens one after the other; here it finds
 * them open, or about to be. One that cannot be opened is left to HikariCP, which tries again and again.
 *
 * <p>Safe for use by many threads. {@code attempts} is guarded by {@code this}.
 */
final class WarmUp implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(WarmUp.class);

    private static final int MAX_THREADS = 16;

    /** What HikariCP has not taken by then, it did not want; it is not lent later, when the server may have closed it. */
    private static final Duration SHELF_LIFE = Duration.ofSeconds(30);

    private final PoolRecorder recorder;
    private final LongSupplier nanoTime;
    private final Deque<CompletableFuture<@Nullable Opened>> attempts = new ArrayDeque<>();

    /**
     * Begins to open connections, with daemon threads that end when all are tried.
     *
     * @param count how many, 0 or more
     * @param logins as whom; asked by the threads, for each connection
     */
    WarmUp(
            String pool,
            int count,
            Supplier<Login> logins,
            Opener opener,
            PoolRecorder recorder,
            LongSupplier nanoTime) {
        this.recorder = recorder;
        this.nanoTime = nanoTime;
        if (count == 0) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(count, MAX_THREADS), task -> {
            Thread thread = new Thread(task, "pool-warm-up-" + pool);
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < count; i++) {
            attempts.add(CompletableFuture.supplyAsync(() -> open(logins, opener), threads));
        }
        threads.shutdown();
    }

    private @Nullable Opened open(Supplier<Login> logins, Opener opener) {
        long start = nanoTime.getAsLong();
        try {
            Login login = logins.get();
            Connection connection = opener.open(login);
            long now = nanoTime.getAsLong();
            recorder.opened(now - start);
            return new Opened(connection, login, now);
        } catch (SQLException | RuntimeException ex) { // drivers throw both, and providers of credentials
            recorder.openFailed(ex);
            return null;
        }
    }

    /** Connections that are open or being opened, and not taken. */
    synchronized int untaken() {
        return attempts.size();
    }

    /**
     * Takes a connection. Waits while the next one is being opened.
     *
     * @param wanted as whom it must be logged in
     * @return a connection; null if there is none or no longer one
     */
    @Nullable
    Connection take(Login wanted) {
        for (CompletableFuture<@Nullable Opened> next = next(); next != null; next = next()) {
            Opened opened = next.join();
            if (opened == null) {
                continue;
            }
            if (opened.login().equals(wanted) && nanoTime.getAsLong() - opened.nanos() < SHELF_LIFE.toNanos()) {
                return opened.connection();
            }
            discard(opened);
        }
        return null;
    }

    private synchronized @Nullable CompletableFuture<@Nullable Opened> next() {
        return attempts.poll();
    }

    private static void discard(@Nullable Opened opened) {
        if (opened != null) {
            try {
                opened.connection().close();
            } catch (SQLException ex) {
                logger.debug("A connection that nobody took did not close", ex);
            }
        }
    }

    /** Closes what is not taken, also what is still being opened. Does not wait for that. */
    @Override
    public void close() {
        for (CompletableFuture<@Nullable Opened> next = next(); next != null; next = next()) {
            CompletableFuture<Void> unused = next.thenAccept(WarmUp::discard);
        }
    }

    /** Opens a connection of the driver. */
    interface Opener {

        Connection open(Login login) throws SQLException;
    }

    private record Opened(Connection connection, Login login, long nanos) {}
}
