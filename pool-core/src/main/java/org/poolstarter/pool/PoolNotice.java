/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something a pool knows to be wrong that cannot be seen in the common model. It is shown as a warning for as long as the
 * pool names it, and never changes the status of the pool.
 *
 * @param code what it is, such as {@code pgbouncer-console-down}; never changes its meaning, and is unique among the
 *     notices of the pool
 * @param evidence the numbers and words it was drawn from, by name; a name ends with its unit where there is one; never a
 *     secret
 * @param window the time the evidence covers; zero for the present moment
 * @param remedy one sentence that says what to do, with the configuration key where one helps
 */
public record PoolNotice(String code, Map<String, Object> evidence, Duration window, String remedy) {

    public PoolNotice {
        if (code.isBlank()) {
            throw new IllegalArgumentException("code must not be empty");
        }
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }
}
