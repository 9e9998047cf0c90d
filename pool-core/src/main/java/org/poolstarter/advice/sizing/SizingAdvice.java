/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to do about the size of one pool. Immutable.
 *
 * @param verdict what to do, in a word
 * @param summary the same in a sentence or two, with the numbers
 * @param size the upper bound in force, 1 or more; {@link Integer#MAX_VALUE} for none
 * @param origin where that comes from; null if it is unknown
 * @param advised the size that serves what was seen; null where that cannot be said
 * @param confidence how much the advice rests on
 * @param window the time that the evidence covers
 * @param uses the leases that it covers
 * @param evidence the numbers and words it was drawn from, by name; a name ends with its unit where there is one
 * @param further what else there is to change
 * @param saturation why callers wait or get nothing, in one sentence; null while that is no trouble
 * @param yaml what to paste into the configuration; null if nothing is to be changed, or no key does it
 */
public record SizingAdvice(
        Verdict verdict,
        String summary,
        int size,
        @Nullable String origin,
        @Nullable Integer advised,
        Confidence confidence,
        Duration window,
        long uses,
        Map<String, Object> evidence,
        List<Further> further,
        @Nullable String saturation,
        @Nullable String yaml) {

    public SizingAdvice {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
        further = List.copyOf(further);
    }

    /** What to do about a size. */
    public enum Verdict {
        /** Not enough was seen to say anything. */
        TOO_LITTLE_SEEN,

        /** The size does. */
        KEEP,

        /** More connections are needed. */
        GROW,

        /** The pool is full and its callers come only as it serves them: how many it needs shows when it has more. */
        GROW_AND_MEASURE,

        /** The server is what callers wait for: more connections make it slower. */
        SERVER_BOUND,

        /** For a long time fewer were needed, or only fewer may be, which would do. */
        SHRINK
    }

    /** How much an advice rests on. */
    public enum Confidence {
        /** Few uses, or a pool so full that part of what was wanted could not be seen. */
        LOW,

        /** A minute or more, and a hundred uses or more. */
        MEDIUM,

        /** Five minutes or more, and a thousand uses or more. */
        HIGH
    }

    /**
     * Another setting to change.
     *
     * @param setting its key without the pool's prefix
     * @param value what to set
     * @param summary why, in one sentence
     * @param evidence the numbers it was drawn from
     */
    public record Further(String setting, int value, String summary, Map<String, Object> evidence) {

        public Further {
            evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
        }
    }
}
