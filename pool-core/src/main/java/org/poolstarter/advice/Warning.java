/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something about one pool that an operator should know, with the numbers it was drawn from and what to do.
 *
 * @param code the rule that found it, such as {@code saturated}; never changes its meaning
 * @param severity how much it matters
 * @param evidence the numbers and words it was drawn from, by name; a name ends with its unit where there is one
 * @param window the time the evidence covers
 * @param remedy one sentence that says what to do, with the configuration key where one helps
 * @param since when it began to hold without a break
 */
public record Warning(
        String code, Severity severity, Map<String, Object> evidence, Duration window, String remedy, Instant since) {

    public Warning {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }
}
