/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import jakarta.mail.AuthenticationFailedException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;

/**
 * Sees that a load can run, and removes at the end what was made for it.
 *
 * @param <C> the client
 */
final class Preparation<C> implements AutoCloseable {

    private final Backend<C> backend;
    private final Task<C> task;
    private final Progress progress;
    private boolean prepared;

    Preparation(Backend<C> backend, Task<C> task, Progress progress) {
        this.backend = backend;
        this.task = task;
        this.progress = progress;
    }

    /**
     * Makes what the task needs, and runs one operation.
     *
     * @throws CannotRunException if that fails: then a load would measure nothing
     */
    void prepare(Operation operation) throws InterruptedException {
        try {
            if (task.ownsData()) {
                backend.withEach(client -> {
                    prepared = true;
                    task.prepare(client);
                });
            } else {
                backend.connectOnce();
            }
            operation.run(0);
        } catch (InterruptedException | CannotRunException ex) {
            throw ex;
        } catch (Exception ex) { // whatever a driver, a server or a pool can fail with: put into words
            throw explain(ex);
        }
    }

    private CannotRunException explain(Exception failure) {
        String pool = backend.pool().name();
        String target = (backend.target() != null) ? backend.target() : "its server";
        String reason = Failures.reason(failure);
        CannotRunException explained;
        if (isRefusedLogin(failure)) {
            explained = new CannotRunException(
                    "The server of pool '%s' (%s) refuses to log in: %s".formatted(pool, target, reason),
                    "Correct the user and the password of the pool.");
        } else if (isUnreachable(failure)) {
            explained = new CannotRunException(
                    "The server of pool '%s' cannot be reached at %s: %s".formatted(pool, target, reason),
                    "Start it, or correct the address of the pool.");
        } else {
            explained = new CannotRunException(
                    "A first operation on pool '%s' (%s) failed: %s".formatted(pool, target, reason),
                    "Do this: " + task.describe() + ". Correct the operation, or the pool.");
        }
        explained.initCause(failure);
        return explained;
    }

    private static boolean isRefusedLogin(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = (cause instanceof SQLException sql) ? sql.getSQLState() : null;
            if (cause instanceof MongoSecurityException
                    || cause instanceof AuthenticationFailedException
                    || (state != null && state.startsWith("28"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = (cause instanceof SQLException sql) ? sql.getSQLState() : null;
            if (cause instanceof SocketException
                    || cause instanceof UnknownHostException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof MongoTimeoutException
                    || cause instanceof MongoSocketException
                    || (state != null && state.startsWith("08"))) {
                return true;
            }
        }
        return false;
    }

    /** Removes what was made. That it cannot be removed is told, and no more. */
    @Override
    public void close() {
        if (!prepared) {
            return;
        }
        try {
            backend.withEach(task::cleanUp);
        } catch (Exception ex) { // whatever a driver or a server can fail with: the results are worth more
            progress.say("could not be cleaned up, remove it by hand: %s (%s)"
                    .formatted(task.describe(), Failures.reason(ex)));
        }
    }
}
