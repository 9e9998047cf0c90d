/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Instant;

/**
 * The greatest value of a count among all samples.
 *
 * @param value the count
 * @param at when it was first seen
 */
public record Peak(int value, Instant at) {

    Peak with(int sample, Instant now) {
        return (sample > value) ? new Peak(sample, now) : this;
    }
}
