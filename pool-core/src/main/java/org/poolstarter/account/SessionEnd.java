/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import org.poolstarter.pool.EnumWord;

/** How a session ended. */
public enum SessionEnd {
    /** Its holder gave the client back, whether that was then kept or closed. */
    RELEASED,

    /** Its holder said that the client is broken. */
    DISCARDED,

    /** It lasted longer than the session timeout. */
    EXPIRED,

    /** Its lease was lost: nobody had closed it, and nobody could any more. */
    LEAKED,

    /** The pool was drained, and the deadline for its holders had come. */
    DRAINED,

    /** The permit of the cluster for its client has ended. */
    PERMIT_LOST,

    /** The pool was closed, and its grace time was over. */
    POOL_CLOSED;

    /** The word people read, such as {@code pool-closed}. */
    public String word() {
        return EnumWord.of(this);
    }
}
