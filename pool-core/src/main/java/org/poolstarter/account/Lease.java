/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/**
 * The proof of holding a client. Ends once, by the first of {@link #close()}, {@link #discard()} or the pool's session
 * timeout; whatever comes after does nothing and harms nobody.
 *
 * <p>The methods are safe for use by many threads; whether the client is, is the client's affair.
 *
 * @param <C> a logged-in client
 */
public interface Lease<C> extends AutoCloseable {

    /**
     * The client.
     *
     * @return the same client each time
     * @throws IllegalStateException if this lease, or the permit of the cluster that its client was opened with, has ended
     */
    C client();

    /** Whether this acquire opened the client, as opposed to finding it idle. */
    boolean opened();

    /** Gives the client back. Does no I/O: what must be closed is closed on a thread of the pool. */
    @Override
    void close();

    /** Ends the lease and has the client closed, because the holder found it broken. Does no I/O. */
    void discard();

    /**
     * Has the client closed instead of kept when this lease ends by {@link #close()}. Such a client counts as closed,
     * not as discarded.
     */
    void closeAfterUse();

    /**
     * Adds to a counter of this session, for its record and the averages of the pool, such as {@code count("messages",
     * 2763)}. A pool has 16 counters at most; what gets no name of its own any more, or one of more than 64 characters, is
     * counted as {@code other}. Without effect if the lease has ended.
     *
     * @param counter what is counted: a few fixed words, not values
     * @param amount how much more of it, 0 or more
     * @throws IllegalArgumentException if the amount is negative
     */
    void count(String counter, long amount);

    /**
     * Notes that the client failed at something, for {@link AccountPool#clients} and the record of this session: the count
     * of errors, and type and message of the last one. The first one of a lease counts as a failure of the account where
     * the pool has an {@link AccountGuard}. The lease goes on; {@link #discard()} ends it. Without effect if it has ended.
     *
     * @param error what went wrong; its message is shown to operators
     */
    void failed(Throwable error);
}
