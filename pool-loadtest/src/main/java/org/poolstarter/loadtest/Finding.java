/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.Map;

/**
 * What follows from several runs together.
 *
 * @param code what kind of finding it is; never changes its meaning
 * @param text the finding in a sentence
 * @param figures the numbers it was drawn from, by name
 */
record Finding(String code, String text, Map<String, Double> figures) {

    Finding {
        figures = Map.copyOf(figures);
    }
}
