/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.HistorySettings;
import org.poolstarter.advice.MonitorSettings;
import org.poolstarter.advice.Silence;
import org.poolstarter.pool.ReadableDuration;

/** How pools are watched, from {@code pools.health}, {@code pools.history} and {@code pools.silence}. */
final class WatchSettings {

    private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(1);

    private WatchSettings() {}

    /** @throws InvalidPoolConfigurationException if the values do not go together */
    static MonitorSettings of(PoolsProperties properties) {
        if (properties.isCheck() && !properties.getDoctor().isEnabled()) {
            throw new InvalidPoolConfigurationException(
                    "pools.check=true needs pools.doctor.enabled=true: servers have to be asked what they grant",
                    "Remove one of the two.");
        }
        PoolsProperties.Health health = properties.getHealth();
        HistorySettings history = history(properties.getHistory());
        try {
            return new MonitorSettings(
                    SAMPLE_PERIOD,
                    health.getInterval(),
                    health.getTimeout(),
                    history,
                    new Silence(properties.getSilence()));
        } catch (IllegalArgumentException ex) {
            throw new InvalidPoolConfigurationException(
                    "pools.health.interval=%s and pools.health.timeout=%s cannot be used: %s"
                            .formatted(
                                    ReadableDuration.of(health.getInterval()),
                                    ReadableDuration.of(health.getTimeout()),
                                    ex.getMessage()),
                    "Set pools.health.interval to 2s or more and pools.health.timeout to 1s less than that, or less.");
        }
    }

    /**
     * How often the log says how each pool is doing; null for never.
     *
     * @throws InvalidPoolConfigurationException if that is more often than pools are looked at
     */
    static @Nullable Duration summaryInterval(PoolsProperties properties) {
        Duration interval = properties.getLog().getSummaryInterval();
        if (interval != null && interval.compareTo(SAMPLE_PERIOD) < 0) {
            throw new InvalidPoolConfigurationException(
                    "pools.log.summary-interval must be at least %s but is %s"
                            .formatted(ReadableDuration.of(SAMPLE_PERIOD), ReadableDuration.of(interval)),
                    "Set it to some minutes, or leave it out for no summary.");
        }
        return interval;
    }

    private static @Nullable HistorySettings history(PoolsProperties.History history) {
        if (!history.isEnabled()) {
            return null;
        }
        if (history.getEvery().compareTo(SAMPLE_PERIOD) < 0) {
            throw invalid(
                    "every=" + ReadableDuration.of(history.getEvery()),
                    "it must be at least " + ReadableDuration.of(SAMPLE_PERIOD));
        }
        HistorySettings.Span fine = span("", history.getEvery(), history.getKeep());
        HistorySettings.Span coarse = span("coarse-", history.getCoarseEvery(), history.getCoarseKeep());
        if (coarse.every().compareTo(fine.every()) < 0) {
            throw invalid(
                    "coarse-every=" + ReadableDuration.of(coarse.every()),
                    "it must be at least pools.history.every=" + ReadableDuration.of(fine.every()));
        }
        return new HistorySettings(fine, coarse);
    }

    private static HistorySettings.Span span(String prefix, Duration every, Duration keep) {
        try {
            return new HistorySettings.Span(every, keep);
        } catch (IllegalArgumentException ex) {
            throw invalid(
                    "%severy=%s with pools.history.%skeep=%s"
                            .formatted(prefix, ReadableDuration.of(every), prefix, ReadableDuration.of(keep)),
                    ex.getMessage());
        }
    }

    private static InvalidPoolConfigurationException invalid(String assignment, @Nullable String why) {
        return new InvalidPoolConfigurationException(
                "pools.history.%s cannot be used: %s".formatted(assignment, why),
                "Take points farther apart or keep them for a shorter time; pools.history.enabled=false keeps none.");
    }
}
