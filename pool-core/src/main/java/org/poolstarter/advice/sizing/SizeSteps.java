/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;

/**
 * Which size comes after which: fast enough up that callers do not wait for long, slow down, and not at all while something
 * is wrong. For one pool and one thread at a time.
 */
final class SizeSteps {

    /** A step up adds at most this share, and at least one. */
    private static final double UP = 0.5;

    /** A step down takes at most this share, and at least one. */
    private static final double DOWN = 0.1;

    /** So many looks in a row must want fewer before there are. */
    private static final int CALM_LOOKS = 6;

    /** Little in so long is little load, and not little knowledge. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(9);

    private final AdaptiveBounds bounds;
    private int calmLooks;

    SizeSteps(AdaptiveBounds bounds) {
        this.bounds = bounds;
    }

    /**
     * The size after this look.
     *
     * @param size the size in force
     * @param ceiling how far the pool may grow for other reasons
     * @param advice what is advised
     * @param trouble whether something fails, so that what is seen is not the load
     */
    int next(int size, int ceiling, SizingAdvice advice, boolean trouble) {
        int greatest = Math.max(bounds.least(), Math.min(bounds.greatest(), ceiling));
        if (size > greatest) {
            calmLooks = 0;
            return greatest;
        }
        if (size < bounds.least()) {
            calmLooks = 0;
            return bounds.least();
        }
        if (trouble) {
            calmLooks = 0;
            return size;
        }
        int wanted = Math.min(greatest, bounds.within(wanted(size, advice)));
        if (wanted >= size) {
            calmLooks = 0;
            return Math.min(wanted, size + Math.max(1, (int) (UP * size)));
        }
        calmLooks++;
        return (calmLooks < CALM_LOOKS) ? size : Math.max(wanted, size - Math.max(1, (int) (DOWN * size)));
    }

    private int wanted(int size, SizingAdvice advice) {
        Integer advised = advice.advised();
        return switch (advice.verdict()) {
            case GROW, KEEP, SHRINK -> (advised != null) ? advised : size;
            case GROW_AND_MEASURE -> size + Math.max(1, (int) (UP * size));
            // Fewer would only move the wait from the server to the pool, and more would lengthen both.
            case SERVER_BOUND -> size;
            case TOO_LITTLE_SEEN -> (advice.window().compareTo(LONG_ENOUGH) >= 0) ? bounds.least() : size;
        };
    }
}
