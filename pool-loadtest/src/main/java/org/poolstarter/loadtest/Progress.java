/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

/** Hears how a load test goes on. Safe for many threads. */
interface Progress {

    /** A run begins. */
    void begin(String label, Load load);

    /**
     * A stretch of the run is over.
     *
     * @param seconds since the run began
     * @param operations so far
     * @param failures so far
     */
    void window(Window window, double seconds, long operations, long failures);

    /** The run is over. */
    void end();

    /** Something else that the user should know. */
    void say(String text);
}
