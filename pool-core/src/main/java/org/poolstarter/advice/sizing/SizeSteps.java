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

    /** Where a size may go. */
    enum Direction {
        /** Up or down. */
        ANY,

        /** Down only: what is seen is the load, and more connections would not serve it. */
        DOWN,

        /** Nowhere: something fails, so that what is seen is not the load. */
        NONE
    }

    private final AdaptiveBounds bounds;
    private int calmLooks;

    SizeSteps(AdaptiveBounds bounds) {
        this.bounds = bounds;
    }

    /**
     * The size after this look.
     *
     * @param size the size in force
     * @param ceiling how far the pool may grow for other reasons, which the bounds do not raise
     * @param advice what is advised
     * @param direction where the size may go; one that is too great is taken back all the same
     */
    int next(int size, int ceiling, SizingAdvice advice, Direction direction) {
        int greatest = Math.max(1, Math.min(bounds.greatest(), ceiling));
        int least = Math.min(bounds.least(), greatest);
        if (size > greatest) {
            calmLooks = 0;
            return greatest;
        }
        if (direction == Direction.NONE) {
            calmLooks = 0;
            return size;
        }
        if (size < least) {
            calmLooks = 0;
            return (direction == Direction.ANY) ? least : size;
        }
        int wanted = Math.max(least, Math.min(greatest, wanted(size, advice)));
        if (wanted >= size) {
            calmLooks = 0;
            return (direction == Direction.ANY) ? Math.min(wanted, size + Math.max(1, (int) (UP * size))) : size;
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
