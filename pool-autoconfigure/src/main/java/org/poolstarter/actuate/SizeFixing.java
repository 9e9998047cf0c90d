/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Instant;
import java.util.List;
import org.poolstarter.actuate.ControlDescriptor.Change;
import org.poolstarter.actuate.ControlDescriptor.Outcome;
import org.poolstarter.advice.sizing.AdaptiveSizes;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.Pool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the size of a pool no more move with its load, until the next start. */
final class SizeFixing {

    /** The word that asks for it. */
    static final String ACTION = "fix-size";

    private static final Logger logger = LoggerFactory.getLogger(SizeFixing.class);

    private final AdaptiveSizes sizes;

    SizeFixing(AdaptiveSizes sizes) {
        this.sizes = sizes;
    }

    /**
     * Ends it, and gives the pool its configured size back; or tells what that would change.
     *
     * @param by who asked for it
     * @throws OrderConflictException if the size of the pool does not move
     */
    Outcome perform(Pool pool, boolean dryRun, String by) {
        int before = pool.snapshot().max();
        int after = sizes.sizeOnceEnded(pool.name()).orElseThrow(() -> notMoved(pool));
        if (!dryRun) {
            if (!sizes.end(pool.name())) {
                throw notMoved(pool); // somebody else has ended it meanwhile
            }
            logger.info("Pool {} ({}): {} by {}", pool.name(), pool.backend(), ACTION, by);
            after = pool.snapshot().max();
        }
        List<Change> changes = (after != before) ? List.of(new Change("max-size", before, after)) : List.of();
        return new Outcome(ACTION, dryRun, by, Instant.now(), changes, List.of());
    }

    private static OrderConflictException notMoved(Pool pool) {
        return new OrderConflictException("The size of the pool %s is not moved with its load".formatted(pool.name()));
    }
}
