/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.actuate.ControlDescriptor.Change;
import org.poolstarter.actuate.ControlDescriptor.Outcome;
import org.poolstarter.advice.sizing.AdaptiveSizes;
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
     * Ends it, and gives the pool its configured size back.
     *
     * @param by who asked for it
     * @return null if the size of the pool does not move
     */
    @Nullable
    Outcome perform(Pool pool, String by) {
        int before = pool.snapshot().max();
        if (!sizes.end(pool.name())) {
            return null;
        }
        logger.info("Pool {} ({}): {} by {}", pool.name(), pool.backend(), ACTION, by);
        int after = pool.snapshot().max();
        List<Change> changes = (after != before) ? List.of(new Change("max-size", before, after)) : List.of();
        return new Outcome(ACTION, false, by, Instant.now(), changes, List.of());
    }
}
