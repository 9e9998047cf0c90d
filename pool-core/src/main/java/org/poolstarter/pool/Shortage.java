/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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
}
