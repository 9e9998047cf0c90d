/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

/**
 * What a rule may look at.
 *
 * @param pool the pool, for its settings and timings
 * @param samples the last samples, oldest first, at least one
 * @param load the status by load alone
 * @param backend what is known of the backend
 * @param refusal what the backend says to new connections; null while it refuses none
 * @param whyWaiting finds out why callers wait in vain, as {@link Pool#shortage()}; asked only by rules that have found that
 *     they do
 */
record Observation(
        Pool pool,
        List<Sample> samples,
        PoolStatus load,
        BackendState backend,
        @Nullable Refusal refusal,
        Supplier<@Nullable Shortage> whyWaiting) {

    /** As {@link #explained(Map, Duration, String, Predicate)}, by whatever cause. */
    Finding explained(Map<String, Object> evidence, Duration window, String remedy) {
        return explained(evidence, window, remedy, cause -> true);
    }

    /**
     * What a rule found about callers that wait, with the cause where the pool knows it.
     *
     * @param remedy what helps against a pool that is too small; another cause has another remedy
     * @param explains whether a cause explains what was found; one that does not is left out
     */
    Finding explained(Map<String, Object> evidence, Duration window, String remedy, Predicate<TimeoutCause> explains) {
        Shortage shortage = whyWaiting.get();
        if (shortage == null || !explains.test(shortage.cause())) {
            return new Finding(evidence, window, remedy);
        }
        Map<String, Object> all = new LinkedHashMap<>(evidence);
        all.put("cause", shortage.cause());
        shortage.evidence().forEach(all::putIfAbsent);
        return new Finding(all, window, (shortage.cause() == TimeoutCause.FULL) ? remedy : shortage.remedy());
    }

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
