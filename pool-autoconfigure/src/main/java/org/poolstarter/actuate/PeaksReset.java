/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.poolstarter.actuate.ControlDescriptor.Change;
import org.poolstarter.actuate.ControlDescriptor.Outcome;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.PoolPeaks;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the peaks of a pool begin anew, for what is measured from now on. */
final class PeaksReset {

    /** The word that asks for it. */
    static final String ACTION = "reset-peaks";

    private static final Logger logger = LoggerFactory.getLogger(PeaksReset.class);

    private final PoolMonitor monitor;

    PeaksReset(PoolMonitor monitor) {
        this.monitor = monitor;
    }

    /**
     * Resets the peaks, or tells what that would change.
     *
     * @param by who asked for it
     */
    Outcome perform(Pool pool, boolean dryRun, String by) {
        List<Change> changes = monitor.report(pool).map(PeaksReset::changes).orElse(List.of());
        if (!dryRun && monitor.resetPeaks(pool).isPresent()) {
            logger.info("Pool {} ({}): {} by {}: {}", pool.name(), pool.backend(), ACTION, by, changes);
        }
        return new Outcome(ACTION, dryRun, by, Instant.now(), changes, List.of());
    }

    private static List<Change> changes(PoolReport report) {
        PoolPeaks peaks = report.peaks();
        PoolSnapshot now = report.snapshot();
        List<Change> changes = new ArrayList<>();
        add(changes, "peaks.active", peaks.active().value(), now.active());
        add(changes, "peaks.pending", peaks.pending().value(), now.pending());
        add(changes, "peaks.size", peaks.size().value(), now.size());
        return changes;
    }

    private static void add(List<Change> changes, String name, int peak, int now) {
        if (peak != now) {
            changes.add(new Change(name, peak, now));
        }
    }
}
