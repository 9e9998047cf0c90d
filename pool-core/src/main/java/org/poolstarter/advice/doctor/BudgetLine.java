/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.util.List;
import java.util.stream.Collectors;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;

/**
 * One bound of a server, and how many connections all instances of the application may open against it.
 *
 * @param server the server
 * @param scope whom the bound is for: {@code all}, or {@code user} or {@code database} with a name
 * @param limit the bound
 * @param shares the pools it bounds, by name, at least one
 * @param settings how many instances there are; the reserve is that of this bound
 */
public record BudgetLine(Server server, String scope, Limit limit, List<Share> shares, BudgetSettings settings) {

    /** The scope of a bound for all clients of a server. */
    static final String ALL = "all";

    public BudgetLine {
        shares = List.copyOf(shares);
    }

    /** Connections that one instance may open, 1 or more. */
    public long perInstance() {
        return shares.stream().mapToLong(Share::connections).sum();
    }

    /** Connections that all instances may open, and those left to others. */
    public long needed() {
        return perInstance() * settings.instances() + settings.reserve();
    }

    /** Connections that the server grants, 0 or more. */
    public long granted() {
        return limit.connections();
    }

    /** Whether more may be opened than the server grants. */
    public boolean isOver() {
        return needed() > granted();
    }

    /** What a pool of this name may have at most beside the other pools; less than 1 where there is no room for it. */
    long roomFor(String pool) {
        long perInstance = Math.floorDiv(granted() - settings.reserve(), settings.instances());
        return perInstance
                - shares.stream()
                        .mapToLong(share -> share.pool().equals(pool) ? share.beside() : share.connections())
                        .sum();
    }

    /**
     * What a pool of this name is to have at most: all that the others leave, or else its share by its size, where the others
     * have to give way too. Less than 1 where there is not even that.
     */
    long sizeFor(String pool) {
        long room = roomFor(pool);
        return (room >= 1) ? room : shareOf(pool);
    }

    private long shareOf(String pool) {
        long left = Math.floorDiv(granted() - settings.reserve(), settings.instances())
                - shares.stream().mapToLong(Share::beside).sum();
        long all = shares.stream().mapToLong(Share::maxSize).sum();
        long own = shares.stream()
                .filter(share -> share.pool().equals(pool))
                .mapToLong(Share::maxSize)
                .sum();
        return (left < 1) ? 0 : Math.floorDiv(left * own, Math.max(1, all));
    }

    /** The same bound, were the pool of this name so large. */
    BudgetLine with(String pool, int maxSize) {
        List<Share> others = shares.stream()
                .map(share -> share.pool().equals(pool) ? new Share(pool, maxSize, share.beside()) : share)
                .toList();
        return new BudgetLine(server, scope, limit, others, settings);
    }

    /** The sum in words, as in {@code (orders 15) x 10 instances + 0 reserved = 150 of 97}. */
    public String sum() {
        return "(%s) x %s + %d reserved = %d of %d"
                .formatted(pools(), settings.instancesInWords(), settings.reserve(), needed(), granted());
    }

    /** The pools with their sizes, in words, as in {@code orders 15 + reports 5+1}. */
    String pools() {
        return shares.stream().map(Share::toString).collect(Collectors.joining(" + "));
    }

    /** Connections that the other pools of an instance may open. */
    long others(String pool) {
        return shares.stream()
                .filter(share -> !share.pool().equals(pool))
                .mapToLong(Share::connections)
                .sum();
    }

    /** What is needed of what is granted, 0 or more; above 1 where it is too much. */
    double ratio() {
        return (double) needed() / Math.max(1, granted());
    }

    /**
     * What one pool may open.
     *
     * @param pool its name
     * @param maxSize its largest size
     * @param beside connections it keeps beyond that
     */
    public record Share(String pool, int maxSize, int beside) {

        /** Connections in all. */
        public long connections() {
            return (long) maxSize + beside;
        }

        @Override
        public String toString() {
            return pool + " " + maxSize + ((beside > 0) ? "+" + beside : "");
        }
    }
}
