/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How meters are published.
 *
 * @param naming by which schemes they are named, one or more
 * @param histograms whether times are counted in {@link #BUCKETS}
 */
public record PoolMetersSettings(Set<PoolNaming> naming, boolean histograms) {

    /** Bounds of the buckets that times are counted in: what callers of pools wait for and hold. */
    public static final List<Duration> BUCKETS = Stream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toList();

    public PoolMetersSettings {
        naming = Set.copyOf(naming);
        if (naming.isEmpty()) {
            throw new IllegalArgumentException("naming must name one scheme or more but is empty");
        }
    }

    /** {@code pool.*}, with buckets. */
    public static PoolMetersSettings standard() {
        return new PoolMetersSettings(Set.of(PoolNaming.POOL), true);
    }
}
