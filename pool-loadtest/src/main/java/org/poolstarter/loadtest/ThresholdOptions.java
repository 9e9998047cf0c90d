/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What has to be reached, by options. */
final class ThresholdOptions {

    private static final double PERCENT = 100;

    @Option(
            names = "--min-success",
            paramLabel = "PERCENT",
            description = "Least share of operations that end well. (${DEFAULT-VALUE})")
    double minSuccess = 99;

    @Option(
            names = "--max-failures",
            paramLabel = "PERCENT",
            description = "Greatest share of acquires that give no connection. (${DEFAULT-VALUE})")
    double maxFailures = 1;

    @Option(
            names = "--max-mean",
            paramLabel = "TIME",
            description = "Longest mean latency: 50ms for the simple operation, else not judged.")
    @Nullable
    Duration maxMean;

    @Option(names = "--max-p95", paramLabel = "TIME", description = "Longest p95: 100ms.")
    Duration maxP95 = Duration.ofMillis(100);

    @Option(names = "--max-p99", paramLabel = "TIME", description = "Longest p99: 500ms.")
    Duration maxP99 = Duration.ofMillis(500);

    Thresholds thresholds(Work work) {
        Duration mean = (maxMean == null && work.kind() == Work.Kind.SIMPLE) ? Duration.ofMillis(50) : maxMean;
        return new Thresholds(minSuccess / PERCENT, mean, maxP95, maxP99, maxFailures / PERCENT);
    }
}
