/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Instant;
import org.poolstarter.pool.PoolSnapshot;

/**
 * The peaks of a pool since it is watched. They are seen in samples: what lasts shorter than the sampling period may be
 * missed.
 */
public record PoolPeaks(Peak active, Peak pending, Peak size) {

    static PoolPeaks of(PoolSnapshot snapshot, Instant now) {
        return new PoolPeaks(
                new Peak(snapshot.active(), now), new Peak(snapshot.pending(), now), new Peak(snapshot.size(), now));
    }

    PoolPeaks with(PoolSnapshot snapshot, Instant now) {
        return new PoolPeaks(
                active.with(snapshot.active(), now),
                pending.with(snapshot.pending(), now),
                size.with(snapshot.size(), now));
    }
}
