/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.util.List;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolStatus;

/**
 * What a rule may look at.
 *
 * @param pool the pool, for its settings and timings
 * @param samples the last samples, oldest first, at least one
 * @param load the status by load alone
 * @param backend what is known of the backend
 */
record Observation(Pool pool, List<Sample> samples, PoolStatus load, BackendState backend) {

    Sample latest() {
        return samples.get(samples.size() - 1);
    }

    /** The last samples, at most so many. */
    List<Sample> last(int count) {
        return samples.subList(Math.max(0, samples.size() - count), samples.size());
    }

    /** The time from the first of these samples to the last. */
    static Duration span(List<Sample> samples) {
        return Duration.between(
                samples.get(0).at(), samples.get(samples.size() - 1).at());
    }
}
