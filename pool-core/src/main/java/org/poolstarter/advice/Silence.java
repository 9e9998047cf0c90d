/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The warnings that nobody wants to hear of: they are still looked for and still shown, but neither counted nor logged.
 *
 * @param codes the codes of warnings, by name of the pool
 */
public record Silence(Map<String, Set<String>> codes) {

    /** Every warning is heard. */
    public static final Silence NONE = new Silence(Map.of());

    public Silence {
        Map<String, Set<String>> copy = new HashMap<>();
        codes.forEach((pool, ofPool) -> copy.put(pool, Set.copyOf(ofPool)));
        codes = Map.copyOf(copy);
    }

    /** Whether a warning of this code is silenced for this pool. */
    public boolean covers(String pool, String code) {
        return codes.getOrDefault(pool, Set.of()).contains(code);
    }
}
