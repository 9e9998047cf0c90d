/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/** Why a pool closed a connection. */
public enum CloseReason {
    /** Idle for longer than the idle timeout. */
    IDLE,
    /** Open for longer than the maximum lifetime. */
    LIFETIME,
    /** Used as often as allowed. */
    MAX_USES,
    /** Found broken: by a failed validation, or by an error while it was in use. */
    BROKEN,
    /** Whole, and closed after its use because it was not to be kept. */
    AFTER_USE,
    /** Discarded by its holder, or opened too late for anybody to hold it. */
    DISCARDED,
    /** Evicted on request, or to make room for another account. */
    EVICTED,
    /** Held for longer than the session timeout. */
    SESSION_TIMEOUT,
    /** Its lease was lost: it can no longer be released by anybody. */
    LEAKED,
    /** The permit of the cluster for it has ended. */
    PERMIT_LOST,
    /** Opened before the pool was last cleared. */
    STALE,
    /** The pool was closed. */
    POOL_CLOSED
}
