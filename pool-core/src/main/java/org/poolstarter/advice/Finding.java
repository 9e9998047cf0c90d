/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.util.Map;

/**
 * What a rule has to say about a pool at one moment; the rest of a {@link Warning} is the rule's or the monitor's.
 *
 * @param evidence see {@link Warning#evidence()}
 * @param window see {@link Warning#window()}
 * @param remedy see {@link Warning#remedy()}
 */
record Finding(Map<String, Object> evidence, Duration window, String remedy) {}
