/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is to be run, apart from the scenario.
 *
 * @param source the configuration
 * @param pools whose turn it is, one after another
 * @param properties keys that beat the configuration
 * @param work what each operation does
 * @param load how much of it
 * @param warmUp how long the same load runs before it is measured, zero or more
 */
record Plan(
        PoolContext.Source source,
        List<String> pools,
        Map<String, String> properties,
        Work work,
        Load load,
        Duration warmUp) {

    Plan {
        pools = List.copyOf(pools);
        properties = Map.copyOf(properties);
    }
}
