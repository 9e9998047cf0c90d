/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.EnumWord;
import org.poolstarter.pool.Refusal;

/** Warns while the backend can be reached and refuses new connections. */
final class OpeningRefusedRule implements Rule {

    @Override
    public String code() {
        return "opening-refused";
    }

    @Override
    public Severity severity() {
        return Severity.CRITICAL;
    }

    @Override
    public @Nullable Finding find(Observation observation) {
        Refusal refusal = observation.refusal();
        if (refusal == null) {
            return null;
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("reason", EnumWord.of(refusal.reason()));
        evidence.put("error", refusal.error());
        evidence.put("size", observation.latest().snapshot().size());
        evidence.put("max", observation.latest().snapshot().max());
        String target = observation.pool().target();
        if (target != null) {
            evidence.put("target", target);
        }
        return new Finding(evidence, Observation.span(observation.samples()), refusal.remedy());
    }
}
