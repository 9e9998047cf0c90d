/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

/** What kind of load, and what is concluded from it. */
interface Scenario {

    /** The steps of it, for people, before it begins. */
    String describe(Plan plan);

    /**
     * Runs it. Ends early when the trial is stopped, with what was measured until then.
     *
     * @throws CannotRunException if it cannot
     */
    Outcome run(Trial trial) throws InterruptedException;
}
