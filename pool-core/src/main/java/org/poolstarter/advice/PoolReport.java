/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolStatus;

/**
 * A pool as observers show it.
 *
 * @param pool the pool
 * @param snapshot its counts at the moment of asking
 * @param status how it is doing, from the last samples
 * @param backend what is known of its backend
 * @param peaks its peaks since it is watched
 * @param warnings what is wrong with it, worst first
 * @param silenced what is wrong with it and nobody wants to hear of
 * @param sections what is known of it beside what it tells itself, as {@link Pool#sections()}
 */
public record PoolReport(
        Pool pool,
        PoolSnapshot snapshot,
        PoolStatus status,
        BackendState backend,
        PoolPeaks peaks,
        List<Warning> warnings,
        List<Warning> silenced,
        Map<String, Object> sections) {

    public PoolReport {
        warnings = List.copyOf(warnings);
        silenced = List.copyOf(silenced);
        sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
    }
}
