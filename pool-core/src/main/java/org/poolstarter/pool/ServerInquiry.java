/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;

/**
 * Asks the server behind a pool what it grants and what it closes, by a short-lived connection of its own: one that the
 * pool neither lends nor counts. Where the server grants no more, it may ask by a connection of the pool that is idle at
 * that moment; it waits for none, is not counted as holding it, and gives it back as it was.
 *
 * <p>It is run rarely, on a background thread, and never twice at a time for one pool.
 */
@FunctionalInterface
public interface ServerInquiry {

    /**
     * Connects, reads and closes the connection, or gives back that of the pool. It may block, and should give up by the
     * deadline; whoever runs it does not rely on that. What the user of the pool may not read is
     * {@linkplain ServerFacts#unreadable() named}, and no failure.
     *
     * @param deadline how long that may take in all, positive
     * @throws Exception if the server cannot be reached or asked; the message is shown to operators and must hold no
     *     secret
     */
    ServerFacts ask(Duration deadline) throws Exception;

    /**
     * Adds to what the server has told what is known by now without asking it. From memory: neither blocks nor throws.
     *
     * @param told what {@link #ask} has returned at some time
     */
    default ServerFacts upToDate(ServerFacts told) {
        return told;
    }
}
