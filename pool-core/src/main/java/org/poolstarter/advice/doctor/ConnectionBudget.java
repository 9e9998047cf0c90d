/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;

/**
 * How many connections all instances of the application may open on each server, against what the server grants: to
 * everybody, and to the user of a pool. Pools on the same server count together, by whatever address they reach it.
 *
 * <p>Computed from the sizes in force at the moment of asking. Thread-safe; does not block.
 */
public final class ConnectionBudget implements SizeCeiling {

    private final KnownServers servers;
    private final BudgetSettings settings;

    public ConnectionBudget(KnownServers servers, BudgetSettings settings) {
        this.servers = servers;
        this.settings = settings;
    }

    /** How many instances there are. */
    public BudgetSettings settings() {
        return settings;
    }

    /** Every bound of every server that is known, by server. */
    public List<BudgetLine> lines() {
        List<Member> members = servers.pools().stream()
                .sorted(Comparator.comparing(Pool::name))
                .flatMap(pool -> servers.facts(pool).map(facts -> new Member(pool, facts)).stream())
                .toList();
        List<BudgetLine> lines = new ArrayList<>();
        grouped(members, member -> member.facts().server().identity()).forEach(group -> {
            add(lines, BudgetLine.ALL, group, ServerFacts::limit, settings);
            grouped(group, member -> String.valueOf(member.facts().server().user()))
                    .forEach(ofUser -> add(
                            lines,
                            "user " + ofUser.get(0).facts().server().user(),
                            ofUser,
                            ServerFacts::userLimit,
                            new BudgetSettings(settings.replicas(), settings.surge(), 0)));
        });
        return lines;
    }

    /** The bounds that a pool comes under. */
    public List<BudgetLine> lines(Pool pool) {
        return lines().stream()
                .filter(line ->
                        line.shares().stream().anyMatch(share -> share.pool().equals(pool.name())))
                .toList();
    }

    /** The bounds that a pool would come under, were it so large. */
    public List<BudgetLine> lines(Pool pool, int maxSize) {
        return lines(pool).stream().map(line -> line.with(pool.name(), maxSize)).toList();
    }

    /** The bound of a pool that is used up most; empty where none is known. */
    public Optional<BudgetLine> tightest(Pool pool) {
        return lines(pool).stream()
                .max(Comparator.comparingDouble(line -> (double) line.needed() / Math.max(1, line.granted())));
    }

    /** The pools whose server has not told what it grants, by name, each with the reason. */
    public Map<String, String> unknown() {
        Map<String, String> unknown = new LinkedHashMap<>();
        servers.pools().stream().sorted(Comparator.comparing(Pool::name)).forEach(pool -> {
            Optional<ServerFacts> facts = servers.facts(pool);
            if (facts.isEmpty()) {
                unknown.put(pool.name(), servers.error(pool).orElse("its server has not answered yet"));
            } else if (facts.get().limit() == null) {
                unknown.put(pool.name(), facts.get().server() + " does not say what it grants");
            }
        });
        return unknown;
    }

    /** The least of all bounds. A pool that has no room is bounded by 1, which is then too much. */
    @Override
    public Optional<Bound> of(Pool pool) {
        return lines(pool).stream()
                .min(Comparator.comparingLong(line -> line.roomFor(pool.name())))
                .map(line -> new Bound(
                        (int) Math.max(1, Math.min(Integer.MAX_VALUE, line.roomFor(pool.name()))),
                        reason(line, pool.name())));
    }

    private static String reason(BudgetLine line, String pool) {
        long others = line.shares().stream()
                .filter(share -> !share.pool().equals(pool))
                .mapToLong(BudgetLine.Share::connections)
                .sum();
        return "%s grants %d connections to %s (%s): less %d reserved, for %d instance%s, less %d of other pools"
                .formatted(
                        line.server(),
                        line.granted(),
                        line.scope(),
                        line.limit().setBy(),
                        line.settings().reserve(),
                        line.settings().instances(),
                        (line.settings().instances() == 1) ? "" : "s",
                        others);
    }

    /* All members of a group come under the strictest limit that one of them was told. */
    private static void add(
            List<BudgetLine> lines,
            String scope,
            List<Member> group,
            Function<ServerFacts, @Nullable Limit> limitOf,
            BudgetSettings settings) {
        group.stream()
                .map(member -> limitOf.apply(member.facts()))
                .filter(Objects::nonNull)
                .min(Comparator.comparingInt(Limit::connections))
                .ifPresent(limit -> lines.add(new BudgetLine(
                        group.get(0).facts().server(),
                        scope,
                        limit,
                        group.stream().map(Member::share).toList(),
                        settings)));
    }

    private static Iterable<List<Member>> grouped(List<Member> members, Function<Member, String> by) {
        return members.stream()
                .collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    private record Member(Pool pool, ServerFacts facts) {

        BudgetLine.Share share() {
            return new BudgetLine.Share(pool.name(), pool.snapshot().max(), facts.beside());
        }
    }
}
