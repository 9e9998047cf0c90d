/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.Map;

/**
 * A pool, and how it differs from its configuration.
 *
 * @param label what distinguishes it from the others of a report
 * @param pool the name of the pool
 * @param keys what beats the configuration: keys without the pool's prefix
 * @param pooled false for a connection for each operation
 */
record Variant(String label, String pool, Map<String, String> keys, boolean pooled) {

    Variant {
        keys = Map.copyOf(keys);
    }

    /** The pool as it is configured. */
    static Variant asConfigured(String pool) {
        return new Variant(pool, pool, Map.of(), true);
    }

    /** A connection for each operation, opened as the pool would. */
    static Variant withoutPool(String pool) {
        return new Variant("connection per request", pool, Map.of(), false);
    }

    /** The pool with another bound. */
    static Variant ofSize(String pool, int size) {
        return new Variant("max-size " + size, pool, Map.of("max-size", String.valueOf(size)), true);
    }

    /** The pool with another profile. */
    static Variant ofProfile(String pool, String profile) {
        return new Variant("profile " + profile, pool, Map.of("profile", profile), true);
    }

    /** The same with the name of the pool in front of its label. */
    Variant labelledWithPool() {
        return label.equals(pool) ? this : new Variant(pool + ", " + label, pool, keys, pooled);
    }
}
