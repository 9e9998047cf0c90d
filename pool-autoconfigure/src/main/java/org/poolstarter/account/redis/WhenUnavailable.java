/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import org.poolstarter.pool.EnumWord;

/** What a pool does about permits while Redis does not answer. */
public enum WhenUnavailable {
    /** No permits; what is held is closed before its lease in Redis ends. */
    FAIL_CLOSED,

    /** As many permits for an account as its limit divided by the replicas that were there last, at least one. */
    LOCAL_SHARE,

    /** Permits without asking, up to the limits of this process. */
    FAIL_OPEN;

    /** The word people write, such as {@code fail-closed}. */
    public String word() {
        return EnumWord.of(this);
    }
}
