/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a rule has to say about a pool.
 *
 * @param evidence see {@link org.poolstarter.advice.Warning#evidence()}
 * @param window see {@link org.poolstarter.advice.Warning#window()}
 * @param remedy see {@link org.poolstarter.advice.Warning#remedy()}
 */
record Finding(Map<String, Object> evidence, Duration window, String remedy) {

    /** One about the present moment; evidence is names and values in turn. */
    static Finding of(String remedy, Object... evidence) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (int i = 0; i < evidence.length; i += 2) {
            byName.put((String) evidence[i], evidence[i + 1]);
        }
        return new Finding(byName, Duration.ZERO, remedy);
    }

    Finding over(Duration time) {
        return new Finding(evidence, time, remedy);
    }
}
