/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Arrays;
import java.util.Optional;

/** What a running pool can be asked to do. Few pools take every action: {@link PoolControl#actions()} tells which. */
public enum PoolAction {
    /** Gives settings new values. */
    CHANGE,

    /** Closes every idle connection. */
    EVICT_IDLE,

    /** Closes every idle connection now, and each held one when it comes back. */
    EVICT_ALL,

    /** Hands out nothing until {@link #RESUME}; callers wait, up to their acquire timeout. */
    PAUSE,

    /** Hands out again, after {@link #PAUSE} or {@link #DRAIN}. */
    RESUME,

    /** Hands out nothing until {@link #RESUME}, closes what comes back, and at a deadline also what is still held. */
    DRAIN,

    /** Closes what one account has: idle clients now, held ones when they come back. */
    CLOSE_ACCOUNT;

    /** What is told of when it was done. */
    PoolEventType told() {
        return switch (this) {
            case CHANGE -> PoolEventType.CHANGED;
            case EVICT_IDLE, EVICT_ALL, CLOSE_ACCOUNT -> PoolEventType.EVICTED;
            case PAUSE -> PoolEventType.PAUSED;
            case RESUME -> PoolEventType.RESUMED;
            case DRAIN -> PoolEventType.DRAINED;
        };
    }

    /** The word people write, such as {@code evict-idle}. */
    public String word() {
        return EnumWord.of(this);
    }

    /** The action of this word; empty if there is none. */
    public static Optional<PoolAction> ofWord(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word().equals(word))
                .findFirst();
    }
}
