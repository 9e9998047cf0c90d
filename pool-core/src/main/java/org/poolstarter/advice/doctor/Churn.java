/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolTotals;

/**
 * How many connections a pool has opened, and closed because they were idle, over the last half hour.
 *
 * @param window the time that was looked at, zero or more
 * @param opened connections opened
 * @param closedIdle connections closed because they were idle for too long
 */
record Churn(Duration window, long opened, long closedIdle) {

    static final Churn NONE = new Churn(Duration.ZERO, 0, 0);

    /** Remembers totals, at most once a minute. Not thread-safe. */
    static final class Marks {

        private static final Duration STEP = Duration.ofMinutes(1);
        private static final Duration KEPT = Duration.ofMinutes(30);

        private final Deque<Mark> marks = new ArrayDeque<>();

        /** What happened since the oldest mark, which is half an hour old at most. */
        Churn at(Instant now, PoolTotals totals) {
            Mark mark = new Mark(now, totals.opened(), totals.closed().getOrDefault(CloseReason.IDLE, 0L));
            Mark last = marks.peekLast();
            if (last == null || Duration.between(last.at(), now).compareTo(STEP) >= 0) {
                marks.addLast(mark);
            }
            while (Duration.between(marks.getFirst().at(), now).compareTo(KEPT) > 0) {
                marks.removeFirst();
            }
            Mark first = marks.getFirst();
            return new Churn(
                    Duration.between(first.at(), now),
                    mark.opened() - first.opened(),
                    mark.closedIdle() - first.closedIdle());
        }

        private record Mark(Instant at, long opened, long closedIdle) {}
    }
}
