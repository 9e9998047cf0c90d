/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.TimingSummary;

/**
 * All that a rule may look at.
 *
 * @param pool the pool
 * @param settings its settings in force
 * @param snapshot its counts
 * @param known what the servers of all pools have told, by name of the pool
 * @param budget the bounds that the pool comes under
 * @param instances how many instances of the application may run at the same time
 * @param surroundings what surrounds it
 * @param churn what it opened and closed lately
 * @param nested acquires of threads that held a connection of the pool already, since the application works
 */
record Examination(
        Pool pool,
        PoolSettings settings,
        PoolSnapshot snapshot,
        Map<String, ServerFacts> known,
        List<BudgetLine> budget,
        int instances,
        Surroundings surroundings,
        Churn churn,
        long nested) {

    /** What its server has told; null if it has not. */
    @Nullable
    ServerFacts facts() {
        return known.get(pool.name());
    }

    boolean isOf(String backend) {
        return pool.backend().equals(backend);
    }

    /** A time that is set; null where it is off, or the pool does not tell. */
    @Nullable
    Duration time(String key) {
        Object value = value(key);
        return (value instanceof Duration time && !time.isZero()) ? time : null;
    }

    /** A setting as it is shown; null where the pool does not tell. */
    @Nullable
    Object value(String key) {
        return settings.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::value)
                .findFirst()
                .orElse(null);
    }

    /** Whether the pool tells this setting, be it off. */
    boolean tells(String key) {
        return value(key) != null;
    }

    /** Whether a key of the pool itself sets this, and no profile or default, which would give way to another key. */
    boolean isOwn(String key) {
        String prefix = settings.prefix();
        return prefix != null
                && settings.origin(key)
                        .filter(origin -> origin.startsWith(prefix + "."))
                        .isPresent();
    }

    /** How long opening took; null if it was measured less often than this. */
    @Nullable
    TimingSummary opens(int atLeast) {
        PoolRecorder recorder = pool.recorder();
        return (recorder != null) ? enough(recorder.openTime(), atLeast) : null;
    }

    /** How long uses took; null if it was measured less often than this. */
    @Nullable
    TimingSummary uses(int atLeast) {
        PoolRecorder recorder = pool.recorder();
        return (recorder != null) ? enough(recorder.usageTime(), atLeast) : null;
    }

    private static @Nullable TimingSummary enough(@Nullable TimingSummary times, int atLeast) {
        return (times != null && times.count() >= atLeast) ? times : null;
    }

    /** How one gives a setting this value, as in {@code pools.jdbc.orders.max-size=20}. */
    String assign(String key, Object value) {
        return pool.assignment(key, value);
    }
}
