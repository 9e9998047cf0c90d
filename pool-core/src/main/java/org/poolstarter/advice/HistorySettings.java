/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import org.poolstarter.pool.ReadableDuration;

/**
 * What is kept of the past of each pool.
 *
 * @param fine the recent past
 * @param coarse the long past, whose points are at least as far apart
 */
public record HistorySettings(Span fine, Span coarse) {

    /** A point each second for 10 minutes, and one each minute for 24 hours. */
    public static final HistorySettings STANDARD = new HistorySettings(
            new Span(Duration.ofSeconds(1), Duration.ofMinutes(10)),
            new Span(Duration.ofMinutes(1), Duration.ofHours(24)));

    public HistorySettings {
        if (coarse.every().compareTo(fine.every()) < 0) {
            throw new IllegalArgumentException("coarse.every must be at least fine.every (%s) but is %s"
                    .formatted(ReadableDuration.of(fine.every()), ReadableDuration.of(coarse.every())));
        }
    }

    /**
     * Points of a history.
     *
     * @param every how far points are apart, positive
     * @param keep for how long each is kept, at least {@code every} and at most {@value #MOST_POINTS} times as long
     */
    public record Span(Duration every, Duration keep) {

        /** So many points fit into one span: memory stays bounded whatever is configured. */
        public static final int MOST_POINTS = 10_000;

        public Span {
            if (every.isNegative() || every.isZero()) {
                throw new IllegalArgumentException("every must be positive but is " + ReadableDuration.of(every));
            }
            if (keep.compareTo(every) < 0) {
                throw new IllegalArgumentException("keep must be at least every (%s) but is %s"
                        .formatted(ReadableDuration.of(every), ReadableDuration.of(keep)));
            }
            if (keep.dividedBy(every) > MOST_POINTS) {
                throw new IllegalArgumentException("keep must be at most %d times every (%s) but is %s"
                        .formatted(
                                MOST_POINTS,
                                ReadableDuration.of(every.multipliedBy(MOST_POINTS)),
                                ReadableDuration.of(keep)));
            }
        }

        /** How many points are kept, 1 or more. */
        int points() {
            return (int) keep.dividedBy(every);
        }
    }
}
