/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when the test says so. */
final class TestClock implements InstantSource {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private Duration passed = Duration.ZERO;

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    @Override
    public Instant instant() {
        return START.plus(passed);
    }

    long nanoTime() {
        return passed.toNanos();
    }
}
