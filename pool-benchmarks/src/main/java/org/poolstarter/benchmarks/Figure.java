/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

/** The names of what a trial finds, as they go from one JVM to the other. */
final class Figure {

    static final String NANOS = "nanos";
    static final String JAIN = "jain";
    static final String LEAST_SHARE = "leastShare";
    static final String P50 = "p50Micros";
    static final String P99 = "p99Micros";
    static final String P999 = "p999Micros";
    static final String MAX = "maxMicros";
    static final String TIMEOUTS = "timeouts";
    static final String OPENED = "openedPerCycle";
    static final String PEAK = "peakClients";
    static final String QUIET = "quietNanos";
    static final String NOISY = "noisyNanos";
    static final String SPEED_KEPT = "speedKept";
    static final String BYTES = "bytesPerAccount";
    static final String ACCOUNTS = "accounts";

    private Figure() {}

    /** The figure of a clean-up pass in which so many clients expire. */
    static String passMicros(int expiring) {
        return "passMicros" + expiring;
    }
}
