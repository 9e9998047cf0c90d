/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What can happen to a pool. A pool tells of what its backend lets it see. */
public enum PoolEventType {
    /** A connection was opened. */
    OPENED,

    /** A connection could not be opened. */
    OPEN_FAILED,

    /** A connection was closed; {@code reason} is a {@link CloseReason}. */
    CLOSED,

    /** A caller got a lease. {@linkplain #isFrequent() Frequent}. */
    ACQUIRED,

    /** A lease ended, by its holder or otherwise: the last event of its session. {@linkplain #isFrequent() Frequent}. */
    RELEASED,

    /** A caller got no lease because its time was up. */
    TIMED_OUT,

    /** A caller was refused at once. */
    REJECTED,

    /** A lease lasted longer than the session timeout, and its connection is closed under its holder. */
    SESSION_EXPIRED,

    /** A lease lasts longer than the leak threshold, or was lost. */
    LEAK,

    /** The service wants no log-in of an account for a time. */
    PARKED,

    /** A permit of the cluster has ended before its client was closed; {@code held} says whether somebody held the client. */
    PERMIT_LOST,

    /** A circuit breaker changed its state. */
    BREAKER_CHANGED,

    /** A limit took another value by itself. */
    LIMIT_CHANGED,

    /** The pool does better or worse than before; {@code from} and {@code to} are of {@link PoolStatus}. */
    STATUS_CHANGED,

    /** The pool was told to pause. */
    PAUSED,

    /** The pool was told to resume. */
    RESUMED,

    /** The pool was told to drain. */
    DRAINED,

    /** The pool was told to close connections. */
    EVICTED,

    /** Settings of the pool were changed while it runs. */
    CHANGED;

    private static final Set<PoolEventType> RARE =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(ACQUIRED, RELEASED)));

    /** Whether each session has it, so that nobody is told who has not asked for it by name. */
    public boolean isFrequent() {
        return !RARE.contains(this);
    }

    /** All that are not frequent. */
    public static Set<PoolEventType> rare() {
        return RARE;
    }

    /** The word people write, such as {@code session-expired}. */
    public String word() {
        return EnumWord.of(this);
    }

    /** The type of this word; empty if there is none. */
    public static Optional<PoolEventType> ofWord(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    @SuppressWarnings("EnumOrdinal") // a bit of a mask in memory, and nowhere else
    int bit() {
        return 1 << ordinal();
    }

    static int bits(Set<PoolEventType> types) {
        int bits = 0;
        for (PoolEventType type : types) {
            bits |= type.bit();
        }
        return bits;
    }
}
