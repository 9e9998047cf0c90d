/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Warns while the backend does not answer. One that answers and refuses is the matter of {@link OpeningRefusedRule}. */
final class BackendDownRule implements Rule {

    @Override
    public String code() {
        return "backend-down";
    }

    @Override
    public Severity severity() {
        return Severity.CRITICAL;
    }

    @Override
    public @Nullable Finding find(Observation observation) {
        BackendState backend = observation.backend();
        if (backend.reachability() != Reachability.UNREACHABLE || observation.refusal() != null) {
            return null;
        }
        Duration down = Duration.between(backend.since(), observation.latest().at());
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("downSeconds", Math.max(0, down.toSeconds()));
        if (backend.error() != null) {
            evidence.put("error", backend.error());
        }
        String target = observation.pool().target();
        if (target != null) {
            evidence.put("target", target);
        }
        return new Finding(
                evidence,
                down.isNegative() ? Duration.ZERO : down,
                "Bring the server back, or correct the address of this pool; the pool recovers by itself.");
    }
}
