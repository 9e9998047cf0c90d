/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.TimeoutCause;
import org.poolstarter.pool.TimingSummary;

/** Warns when each of the last samples shows a pool that is full, or nearly. */
enum LoadRule implements Rule {
    HIGH_UTILIZATION("high-utilization", Severity.WARNING) {
        @Override
        boolean holds(PoolSnapshot snapshot) {
            return snapshot.utilization() >= PoolStatus.WARNING_UTILIZATION;
        }

        @Override
        boolean isExplainedBy(TimeoutCause cause) {
            return cause != TimeoutCause.ACCOUNT_FULL; // which fills no pool
        }
    },
    SATURATED("saturated", Severity.CRITICAL) {
        @Override
        boolean holds(PoolSnapshot snapshot) {
            return PoolStatus.ofLoad(snapshot) == PoolStatus.CRITICAL;
        }
    };

    private final String code;
    private final Severity severity;

    LoadRule(String code, Severity severity) {
        this.code = code;
        this.severity = severity;
    }

    abstract boolean holds(PoolSnapshot snapshot);

    boolean isExplainedBy(TimeoutCause cause) {
        return true;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return severity;
    }

    @Override
    public @Nullable Finding find(Observation observation) {
        List<Sample> last = observation.last(PoolWatch.STATUS_SAMPLES);
        if (last.size() < PoolWatch.STATUS_SAMPLES
                || !last.stream().map(Sample::snapshot).allMatch(this::holds)) {
            return null;
        }
        PoolSnapshot now = observation.latest().snapshot();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("utilization", now.utilization());
        evidence.put("active", now.active());
        evidence.put("max", now.max());
        evidence.put("pending", now.pending());
        evidence.put("samples", last.size());
        return observation.explained(
                evidence, Observation.span(last), remedy(observation.pool(), now), this::isExplainedBy);
    }

    private static String remedy(Pool pool, PoolSnapshot now) {
        PoolSettings settings = pool.settings();
        String raise = (settings.prefix() != null)
                ? "Raise %s.max-size (now %d)".formatted(settings.prefix(), now.max())
                : "Raise the bound of the pool (now %d)".formatted(now.max());
        PoolRecorder recorder = pool.recorder();
        TimingSummary usage = (recorder != null) ? recorder.usageTime() : null;
        String heldFor = (usage != null)
                ? " (95 of 100 leases end within %d ms)".formatted(usage.p95().toMillis())
                : "";
        return raise + " if the server can take more, or hold each lease for a shorter time" + heldFor + ".";
    }
}
