/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Publishes the meters {@code hikaricp.*} of a watched pool, which Boot publishes only for a pool without a tracker.
 *
 * @param registry where to
 */
record HikariMeters(MeterRegistry registry) {

    MetricsTrackerFactory trackerFactory() {
        return new MicrometerMetricsTrackerFactory(registry);
    }
}
