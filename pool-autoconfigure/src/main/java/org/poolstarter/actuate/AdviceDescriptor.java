/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.sizing.SizingAdvice;
import org.poolstarter.pool.EnumWord;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The advice on one pool as JSON shows it.
 *
 * @param pool its name
 * @param verdict what to do about its size, such as {@code grow} or {@code server-bound}
 * @param summary the same in a sentence or two
 * @param size the size in force, and the advised one
 * @param confidence how much it rests on: {@code low}, {@code medium} or {@code high}
 * @param windowSeconds the time that the evidence covers
 * @param uses the leases that it covers
 * @param evidence the numbers it was drawn from
 * @param further what else there is to change
 * @param saturation why callers wait or get nothing; absent while that is no trouble
 * @param yaml what to paste into the configuration; absent if nothing is to be changed, or no key does it
 */
public record AdviceDescriptor(
        String pool,
        String verdict,
        String summary,
        Size size,
        String confidence,
        double windowSeconds,
        long uses,
        Map<String, Object> evidence,
        List<Further> further,
        @Nullable String saturation,
        @Nullable String yaml)
        implements OperationResponseBody {

    private static final double MILLIS = 1_000.0;

    static AdviceDescriptor of(String pool, SizingAdvice advice) {
        return new AdviceDescriptor(
                pool,
                EnumWord.of(advice.verdict()),
                advice.summary(),
                Size.of(advice),
                EnumWord.of(advice.confidence()),
                advice.window().toMillis() / MILLIS,
                advice.uses(),
                advice.evidence(),
                advice.further().stream().map(Further::of).toList(),
                advice.saturation(),
                advice.yaml());
    }

    /**
     * The upper bound in force, absent where there is none, with its origin, and the one that serves what was seen, absent where
     * that cannot be said.
     */
    public record Size(
            @Nullable Integer current,
            @Nullable String origin,
            @Nullable Integer advised) {

        static Size of(SizingAdvice advice) {
            Integer current = (advice.size() < Integer.MAX_VALUE) ? advice.size() : null;
            return new Size(current, advice.origin(), advice.advised());
        }
    }

    /** Another setting to change, why, and the numbers that show it. */
    public record Further(String setting, int value, String summary, Map<String, Object> evidence) {

        static Further of(SizingAdvice.Further further) {
            return new Further(further.setting(), further.value(), further.summary(), further.evidence());
        }
    }
}
