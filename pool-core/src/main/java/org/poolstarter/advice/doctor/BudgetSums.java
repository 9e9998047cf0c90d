/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.poolstarter.advice.SizeCeiling.Bound;
import org.poolstarter.pool.Pool;

/** What the connection budget comes to, by the sizes of one moment. Immutable. */
public final class BudgetSums {

    private final BudgetSettings settings;
    private final List<BudgetLine> lines;
    private final Map<String, String> unknown;
    private final Map<String, List<BudgetLine>> byPool = new HashMap<>();

    BudgetSums(BudgetSettings settings, List<BudgetLine> lines, Map<String, String> unknown) {
        this.settings = settings;
        this.lines = List.copyOf(lines);
        this.unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
        lines.forEach(line -> line.shares()
                .forEach(share -> byPool.computeIfAbsent(share.pool(), pool -> new ArrayList<>())
                        .add(line)));
    }

    /** How many instances there are. */
    public BudgetSettings settings() {
        return settings;
    }

    /** Every bound of every server that is known, by server. */
    public List<BudgetLine> lines() {
        return lines;
    }

    /** The bounds that a pool comes under; empty where none is known. */
    public List<BudgetLine> lines(Pool pool) {
        return Collections.unmodifiableList(byPool.getOrDefault(pool.name(), List.of()));
    }

    /** The bounds that a pool would come under, were it so large. */
    public List<BudgetLine> lines(Pool pool, int maxSize) {
        return lines(pool).stream().map(line -> line.with(pool.name(), maxSize)).toList();
    }

    /** The bound of a pool that is used up most; empty where none is known. */
    public Optional<BudgetLine> tightest(Pool pool) {
        return lines(pool).stream().max(Comparator.comparingDouble(BudgetLine::ratio));
    }

    /**
     * The least of the bounds of a pool; empty where none is known. A pool that has no room is bounded by 1, which is then
     * too much.
     */
    public Optional<Bound> ceiling(Pool pool) {
        return lines(pool).stream()
                .map(line -> new Room(line, line.roomFor(pool.name())))
                .min(Comparator.comparingLong(Room::connections))
                .map(room -> room.bound(pool.name()));
    }

    /** The pools of which it is not known what their server grants, by name, each with the reason. */
    public Map<String, String> unknown() {
        return unknown;
    }

    private record Room(BudgetLine line, long connections) {

        Bound bound(String pool) {
            return new Bound((int) Math.max(1, Math.min(Integer.MAX_VALUE, connections)), reason(pool));
        }

        private String reason(String pool) {
            return "%s grants %d connections to %s (%s): less %d reserved, for %s, less %d of other pools"
                    .formatted(
                            line.server(),
                            line.granted(),
                            line.scope(),
                            line.limit().setBy(),
                            line.settings().reserve(),
                            line.settings().instancesInWords(),
                            line.others(pool));
        }
    }
}
