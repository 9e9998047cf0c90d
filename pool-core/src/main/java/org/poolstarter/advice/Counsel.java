/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.List;
import java.util.Map;
import org.poolstarter.pool.Pool;

/**
 * Knows of pools what can be seen neither in their samples nor by themselves. Answers from memory: it neither blocks nor
 * throws. Safe for use by many threads.
 */
public interface Counsel {

    /** Knows nothing. */
    Counsel NONE = new Counsel() {

        @Override
        public List<Warning> warnings(Pool pool) {
            return List.of();
        }

        @Override
        public Map<String, Object> sections(Pool pool) {
            return Map.of();
        }
    };

    /** What is wrong with the pool, worst first. */
    List<Warning> warnings(Pool pool);

    /** What else there is to show of the pool, by name of the section, as {@link Pool#sections()}. */
    Map<String, Object> sections(Pool pool);
}
