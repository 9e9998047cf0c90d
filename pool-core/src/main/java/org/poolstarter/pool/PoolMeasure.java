/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Objects;
import java.util.function.DoubleSupplier;

/**
 * A number that a pool publishes beyond the common model. It gets the same tags as all meters of the pool and no others.
 *
 * @param name the name of the meter, in the form {@code pool.<what>.<value>}
 * @param kind what the number means to a metrics system
 * @param description one sentence for people
 * @param value reads the number from memory: it never blocks or throws; NaN while a gauge is unknown
 */
public record PoolMeasure(String name, Kind kind, String description, DoubleSupplier value) {

    public PoolMeasure {
        if (!name.startsWith("pool.")) {
            throw new IllegalArgumentException("name must begin with pool. but is " + name);
        }
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(value, "value");
    }

    /** What a number means to a metrics system. */
    public enum Kind {
        /** A number of this moment. */
        GAUGE,
        /** A total that grows, and begins anew where its source does. */
        COUNTER
    }
}
