/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.poolstarter.pool.PoolRecorder;

/** Records what a pool tells of its times into timers, one for each name. Not changed once it listens. */
final class MirroredTimes implements PoolRecorder.Listener {

    private Timer[] acquire = new Timer[0];
    private Timer[] usage = new Timer[0];
    private Timer[] open = new Timer[0];

    void add(PoolMeter meter, Timer timer) {
        switch (meter) {
            case ACQUIRE -> acquire = with(acquire, timer);
            case USAGE -> usage = with(usage, timer);
            case OPEN -> open = with(open, timer);
            default -> throw new IllegalArgumentException("meter must be a timer but is " + meter);
        }
    }

    @Override
    public void acquired(long waitNanos) {
        record(acquire, waitNanos);
    }

    @Override
    public void used(long usageNanos) {
        record(usage, usageNanos);
    }

    @Override
    public void opened(long openNanos) {
        record(open, openNanos);
    }

    private static void record(Timer[] timers, long nanos) {
        for (Timer timer : timers) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private static Timer[] with(Timer[] timers, Timer another) {
        Timer[] more = Arrays.copyOf(timers, timers.length + 1);
        more[timers.length] = another;
        return more;
    }
}
