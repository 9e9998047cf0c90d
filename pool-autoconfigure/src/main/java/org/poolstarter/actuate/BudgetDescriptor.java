/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.poolstarter.advice.doctor.BudgetLine;
import org.poolstarter.advice.doctor.BudgetSettings;
import org.poolstarter.advice.doctor.BudgetSums;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How many connections all instances of the application may open on its servers, against what they grant.
 *
 * @param replicas instances that run at the same time
 * @param surge instances that run besides during a rolling update
 * @param reserve connections of each server that are left to others
 * @param over whether a server grants less than is needed
 * @param bounds each bound of each server
 * @param unknown the pools whose server has not told what it grants, by name, with the reason
 */
public record BudgetDescriptor(
        int replicas, int surge, int reserve, boolean over, List<Bound> bounds, Map<String, String> unknown)
        implements OperationResponseBody {

    static BudgetDescriptor of(ConnectionBudget budget) {
        BudgetSums sums = budget.now();
        BudgetSettings settings = sums.settings();
        return new BudgetDescriptor(
                settings.replicas(),
                settings.surge(),
                settings.reserve(),
                sums.lines().stream().anyMatch(BudgetLine::isOver),
                sums.lines().stream().map(Bound::of).toList(),
                sums.unknown());
    }

    /**
     * One bound of one server.
     *
     * @param server product and version
     * @param address where it is
     * @param scope whom the bound is for: {@code all}, or {@code user} or {@code database} with a name
     * @param setBy the setting of the server that says so
     * @param pools what each pool that it bounds may open, by name
     * @param perInstance what one instance may open
     * @param needed what all instances may open, and the reserve
     * @param granted what the server grants
     * @param over whether that is less
     */
    public record Bound(
            String server,
            String address,
            String scope,
            String setBy,
            Map<String, Long> pools,
            long perInstance,
            long needed,
            long granted,
            boolean over) {

        static Bound of(BudgetLine line) {
            Map<String, Long> pools = new LinkedHashMap<>();
            line.shares().forEach(share -> pools.put(share.pool(), share.connections()));
            return new Bound(
                    line.server().product(),
                    line.server().address(),
                    line.scope(),
                    line.limit().setBy(),
                    pools,
                    line.perInstance(),
                    line.needed(),
                    line.granted(),
                    line.isOver());
        }
    }
}
