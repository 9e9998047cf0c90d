/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why callers of a pool wait in vain. Immutable.
 *
 * @param cause why
 * @param evidence the numbers and words that show it, by name; a name ends with its unit where there is one; never a secret
 * @param remedy what to do, for people
 */
public record Shortage(TimeoutCause cause, Map<String, Object> evidence, String remedy) {

    public Shortage {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** The evidence in one line, such as {@code active=2, max=2}. */
    public String numbers() {
        return evidence.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** {@code cause}, {@code evidence} and {@code remedy}, for a section of the endpoint; may be added to. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cause", cause);
        map.put("evidence", evidence);
        map.put("remedy", remedy);
        return map;
    }
}
