/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/**
 * The counts of one pool at one moment. They are read one after another: under load {@code active + idle} may for an
 * instant differ from what the pool really holds.
 *
 * @param active connections held by callers, 0 or more
 * @param idle connections open and free, 0 or more
 * @param opening connections being opened: neither active nor idle, but counted against {@code max}; 0 where the
 *     backend does not tell
 * @param pending callers that wait for a connection, 0 or more
 * @param max the upper bound of connections, 1 or more
 * @param min the idle connections the pool tries to keep, 0 or more
 * @param utilization the share of the bound that callers hold, 0.0 to 1.0
 */
public record PoolSnapshot(int active, int idle, int opening, int pending, int max, int min, double utilization) {

    public PoolSnapshot {
        requireAtLeast("active", active, 0);
        requireAtLeast("idle", idle, 0);
        requireAtLeast("opening", opening, 0);
        requireAtLeast("pending", pending, 0);
        requireAtLeast("max", max, 1);
        requireAtLeast("min", min, 0);
        if (!(utilization >= 0.0 && utilization <= 1.0)) {
            throw new IllegalArgumentException("utilization must be between 0.0 and 1.0 but is " + utilization);
        }
    }

    /**
     * Counts of a pool with one bound, none of whose connections are being opened.
     *
     * @throws IllegalArgumentException if a count is below its bound
     */
    public static PoolSnapshot of(int active, int idle, int pending, int max, int min) {
        return new PoolSnapshot(active, idle, 0, pending, max, min, ratio(active, max));
    }

    /** The same counts with another number of connections being opened. */
    public PoolSnapshot withOpening(int opening) {
        return new PoolSnapshot(active, idle, opening, pending, max, min, utilization);
    }

    /**
     * The same counts with another utilization, for a pool that is bound per server and as full as its fullest server.
     *
     * @param utilization a ratio, 0.0 to 1.0
     */
    public PoolSnapshot withUtilization(double utilization) {
        return new PoolSnapshot(active, idle, opening, pending, max, min, utilization);
    }

    /** Open connections: active and idle. */
    public int size() {
        return active + idle;
    }

    /** Open connections above {@code min}, 0 or more. */
    public int overflow() {
        return Math.max(0, size() - min);
    }

    /** Whether every connection is held and callers wait. */
    public boolean saturated() {
        return pending > 0 && utilization >= 1.0;
    }

    /**
     * The share of {@code max} that {@code active} is.
     *
     * @param max 1 or more
     * @return a ratio, 0.0 to 1.0, also where a bound was lowered below what is held
     */
    public static double ratio(int active, int max) {
        return Math.min(1.0, (double) active / max);
    }

    private static void requireAtLeast(String name, int value, int bound) {
        if (value < bound) {
            throw new IllegalArgumentException(name + " must be at least " + bound + " but is " + value);
        }
    }
}
