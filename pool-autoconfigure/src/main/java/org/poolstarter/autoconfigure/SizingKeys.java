/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.poolstarter.advice.sizing.SizingSettings;
import org.poolstarter.pool.ReadableDuration;

/** What a good size is, from {@code pools.sizing}. */
final class SizingKeys {

    private SizingKeys() {}

    /** @throws InvalidPoolConfigurationException if a value is out of its bounds */
    static SizingSettings settings(PoolsProperties properties) {
        PoolsProperties.Sizing sizing = properties.getSizing();
        Duration kept = properties.getHistory().getKeep();
        if (properties.getHistory().isEnabled() && sizing.getWindow().compareTo(kept) > 0) {
            throw new InvalidPoolConfigurationException(
                    "pools.sizing.window must be at most pools.history.keep, which is %s, but is %s"
                            .formatted(ReadableDuration.of(kept), ReadableDuration.of(sizing.getWindow())),
                    "Take a shorter window, or keep the recent past for longer.");
        }
        try {
            return new SizingSettings(sizing.getWaitPercentile(), sizing.getLongestWait(), sizing.getWindow());
        } catch (IllegalArgumentException ex) {
            throw new InvalidPoolConfigurationException(
                    "pools.sizing." + ex.getMessage(), "Correct it, or leave it out for the usual.");
        }
    }
}
