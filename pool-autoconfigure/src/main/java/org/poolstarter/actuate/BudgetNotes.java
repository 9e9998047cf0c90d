/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.List;
import org.poolstarter.advice.doctor.BudgetLine;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolOrder;

/** What the connection budget has to say to an order that resizes a pool. */
final class BudgetNotes {

    private BudgetNotes() {}

    /** A sentence for each bound of the server that the pool comes under; none for an order that resizes nothing. */
    static List<String> of(ConnectionBudget budget, Pool pool, PoolOrder order) {
        String size = order.settings().get("max-size");
        return (size == null || !size.trim().matches("\\d{1,9}"))
                ? List.of()
                : budget.now().lines(pool, Integer.parseInt(size.trim())).stream()
                        .map(BudgetNotes::note)
                        .toList();
    }

    private static String note(BudgetLine line) {
        return "%s: %s of what %s grants to %s (%s)."
                .formatted(
                        line.isOver() ? "Over the connection budget" : "Within the connection budget",
                        line.sum(),
                        line.server(),
                        line.scope(),
                        line.limit().setBy());
    }
}
