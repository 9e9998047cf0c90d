/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;

/** Warns of threads that take a connection while they hold one of the same pool, which can block them all for good. */
final class NestedAcquiresRule implements Rule {

    /** So many may be an accident. */
    private static final long THRESHOLD = 10;

    @Override
    public String code() {
        return "nested-acquires";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public @Nullable Finding find(Observation observation) {
        PoolRecorder recorder = observation.pool().recorder();
        long nested = (recorder != null) ? recorder.totals().nested() : 0;
        if (recorder == null || nested < THRESHOLD) {
            return null;
        }
        int depth = recorder.deepestNesting();
        int max = observation.latest().snapshot().max();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("nested", nested);
        evidence.put("connectionsOfOneThread", depth);
        evidence.put("max", max);
        evidence.put("safeThreads", (max - 1) / (depth - 1));
        List<Sample> samples = observation.samples();
        PoolSettings settings = observation.pool().settings();
        String prefix = (settings.prefix() != null) ? settings.prefix() + "." : "";
        return new Finding(
                evidence,
                Observation.span(samples),
                "Let a thread do with one connection (look at REQUIRES_NEW and at acquires inside transactions), or set %smax-size to at least threads * (%d - 1) + 1, where threads is how many threads use the pool at once."
                        .formatted(prefix, depth));
    }
}
