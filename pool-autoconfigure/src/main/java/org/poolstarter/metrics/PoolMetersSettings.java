/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import java.util.Set;
import org.poolstarter.pool.TimingHistogram;

/**
 * How meters are published.
 *
 * @param naming by which schemes they are named, one or more
 * @param histograms whether times are counted in buckets with the {@linkplain TimingHistogram#BOUNDS bounds} that the recorder keeps
 */
public record PoolMetersSettings(Set<PoolNaming> naming, boolean histograms) {

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
