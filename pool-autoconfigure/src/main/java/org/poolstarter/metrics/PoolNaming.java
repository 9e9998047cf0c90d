/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

/** How meters are named. */
public enum PoolNaming {
    /** {@code pool.*}, with the tags {@code pool} and {@code backend}. */
    POOL,
    /** As OpenTelemetry's conventions have it, where they have a name for it; {@code pool.*} for all else. */
    OTEL
}
