/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Shortage;

/**
 * What is known of a pool at one moment, so that all that is concluded from it agrees.
 *
 * @param report as observers show the pool
 * @param subject what an advice on it is about
 * @param points all points of the recent past
 * @param variation of the uses; NaN if it is unknown
 * @param shortage why callers wait in vain, as the pool itself says; null if it says nothing
 * @param refusal what the backend says to new connections; null while it refuses none
 */
record Reading(
        PoolReport report,
        Subject subject,
        Points points,
        double variation,
        @Nullable Shortage shortage,
        @Nullable Refusal refusal) {

    /**
     * The advice.
     *
     * @param recent the points that count as the recent past
     * @param past all points of the long past
     */
    SizingAdvice advise(Points recent, Points past, SizingSettings settings) {
        return new SizingRules(subject, settings)
                .advise(recent, past, variation, Saturation.of(report, shortage, refusal));
    }
}
