/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import org.poolstarter.advice.HistoryField;

/** Connections that are held while no use ends, for longer than by chance: what their holders wait for does not answer. */
final class Standstill {

    /** So many uses would have ended meanwhile: that none has is not by chance. */
    private static final double MISSED_USES = 5;

    private static final int LEAST_POINTS = 2;
    private static final double MILLIS_PER_SECOND = 1_000;

    private Standstill() {}

    /**
     * Whether the last points show one. Uses that never ended before may last for as long as they like.
     *
     * @param points all that is known of the recent past
     */
    static boolean isSeen(Points points) {
        double[] held = points.values(HistoryField.ACTIVE);
        double[] ended = points.values(HistoryField.USAGE_MEAN);
        double heldSeconds = 0;
        int silent = 0;
        for (int i = points.count() - 1; i >= 0 && held[i] > 0 && Double.isNaN(ended[i]); i--) {
            heldSeconds += held[i] * points.everySeconds();
            silent++;
        }
        double usageSeconds = points.mean(HistoryField.USAGE_MEAN) / MILLIS_PER_SECOND;
        return silent >= LEAST_POINTS && heldSeconds >= MISSED_USES * usageSeconds; // false if no use is known
    }
}
