/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.TimingFeed;

/** Records the times of a pool into timers, each time into all that are of its kind. */
final class PublishedTimes {

    private final TimingFeed waits;
    private final TimingFeed uses;
    private final TimingFeed opens;
    private final List<Timer> acquire = new ArrayList<>();
    private final List<Timer> usage = new ArrayList<>();
    private final List<Timer> open = new ArrayList<>();

    PublishedTimes(PoolRecorder recorder) {
        this.waits = recorder.waitFeed();
        this.uses = recorder.usageFeed();
        this.opens = recorder.openFeed();
    }

    synchronized void add(PoolMeter meter, Timer timer) {
        switch (meter) {
            case ACQUIRE -> acquire.add(timer);
            case USAGE -> usage.add(timer);
            case OPEN -> open.add(timer);
            default -> throw new IllegalArgumentException("meter must be a timer but is " + meter);
        }
    }

    /** Records what has not been yet. */
    synchronized void publish() {
        publish(waits, acquire);
        publish(uses, usage);
        publish(opens, open);
    }

    private static void publish(TimingFeed feed, List<Timer> timers) {
        if (!timers.isEmpty()) {
            feed.drain(nanos -> timers.forEach(timer -> timer.record(nanos, TimeUnit.NANOSECONDS)));
        }
    }
}
