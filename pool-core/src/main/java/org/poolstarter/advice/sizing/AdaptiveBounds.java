/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

/**
 * Between which sizes a pool is moved.
 *
 * @param least the smallest size, 1 or more
 * @param greatest the greatest size, not below {@code least}
 */
public record AdaptiveBounds(int least, int greatest) {

    public AdaptiveBounds {
        if (least < 1) {
            throw new IllegalArgumentException("adaptive-min-size must be at least 1 but is " + least);
        }
        if (greatest < least) {
            throw new IllegalArgumentException(
                    "adaptive-max-size must be at least adaptive-min-size, which is %d, but is %d"
                            .formatted(least, greatest));
        }
    }
}
