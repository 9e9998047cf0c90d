/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Instant;
import java.util.List;

/**
 * What an order changed, or would change.
 *
 * @param action what was ordered
 * @param dryRun whether nothing was changed
 * @param by who ordered it
 * @param at when
 * @param changes each value before and after; empty if all is as ordered already
 * @param notes what else there is to know, each one sentence
 */
public record PoolOutcome(
        PoolAction action, boolean dryRun, String by, Instant at, List<PoolChange> changes, List<String> notes) {

    public PoolOutcome {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }
}
