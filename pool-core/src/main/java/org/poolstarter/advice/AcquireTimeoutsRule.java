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

/** Warns when acquires have timed out within the window of samples. */
final class AcquireTimeoutsRule implements Rule {

    @Override
    public String code() {
        return "acquire-timeouts";
    }

    @Override
    public Severity severity() {
        return Severity.CRITICAL;
    }

    @Override
    public @Nullable Finding find(Observation observation) {
        List<Sample> samples = observation.samples();
        long before = samples.get(0).timedOut();
        long now = observation.latest().timedOut();
        if (now <= before) {
            return null;
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("timeouts", now - before);
        evidence.put("timeoutsInAll", now);
        evidence.put("active", observation.latest().snapshot().active());
        evidence.put("max", observation.latest().snapshot().max());
        PoolRecorder recorder = observation.pool().recorder();
        if (recorder != null && !recorder.totals().timeoutCauses().isEmpty()) {
            evidence.put("causesInAll", recorder.totals().timeoutCauses());
        }
        PoolSettings settings = observation.pool().settings();
        String prefix = (settings.prefix() != null) ? settings.prefix() + "." : "";
        return observation.explained(
                evidence,
                Observation.span(samples),
                "Find out whether the pool is too small or its leases are too long before you raise %smax-size; a longer %sacquire-timeout only makes callers wait longer."
                        .formatted(prefix, prefix));
    }
}
