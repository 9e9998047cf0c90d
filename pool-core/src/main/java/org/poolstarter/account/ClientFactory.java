/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/**
 * Opens, checks and closes the clients of an {@link AccountPool}. The pool calls it on its own threads, never on the
 * thread of a caller, for several accounts at once; it may throw anything.
 *
 * @param <A> what names an account; has {@code equals} and {@code hashCode}, and a {@code toString} without secrets,
 *     since that is shown to operators
 * @param <C> a logged-in client
 */
public interface ClientFactory<A, C> {

    /**
     * Connects and logs in. Blocks while it does.
     *
     * @param account whose client it is
     * @return a client ready for use; null counts as a failure
     * @throws RetryAfter if the service wants no log-in of this account for a time
     * @throws Exception if it cannot be opened; the waiting caller gets it as the cause of an {@link
     *     OpenFailedException}
     */
    C open(A account) throws Exception;

    /**
     * Connects and logs in, with the number of the permit of the cluster, for services that refuse whoever comes with a lower number
     * than one before. Called in place of {@link #open(Object)} by pools that have {@link AccountPermits}.
     *
     * @param account whose client it is
     * @param fence higher than all before it; 0 if the permit was granted without asking the other replicas
     * @return as {@link #open(Object)}; the default calls that
     * @throws Exception as {@link #open(Object)}
     */
    default C open(A account, long fence) throws Exception {
        return open(account);
    }

    /**
     * Whether an idle client still works. Called before a client is reused that has been idle for longer than {@link
     * AccountPoolSettings#validateAfter()}, and of idle clients each {@link AccountPoolSettings#keepaliveInterval()}.
     * Blocks while it asks; an answer that takes longer than the connect timeout counts as false, and the client is
     * then closed while it still asks.
     *
     * @param client an idle client of this factory
     * @return false to have it closed and another one used; the default asks nothing and says true
     * @throws Exception counts as false
     */
    default boolean validate(C client) throws Exception {
        return true;
    }

    /**
     * Logs out and disconnects. Called once for each client that was opened, one that was opened too late for its
     * caller included. Blocks while it does. The default closes a client that is
     * {@link AutoCloseable} and does nothing else.
     *
     * @param client a client of this factory that nobody holds any more, or whose holder exceeded the session timeout
     * @throws Exception is logged; the client counts as closed
     */
    default void close(C client) throws Exception {
        if (client instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
