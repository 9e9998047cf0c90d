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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;

/**
 * How many connections all instances of the application may open on each server, against what the server grants: to
 * everybody, to the user of a pool, and to its database. Pools on the same server count together, by whatever address they reach it.
 *
 * <p>Thread-safe; does not block.
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

    /**
     * Sums up all pools, by the sizes in force at this moment. Looks at each pool, so whoever wants to know about several of
     * them asks once.
     */
    public BudgetSums now() {
        List<Member> members = new ArrayList<>();
        Map<String, String> unknown = new TreeMap<>(servers.unasked());
        servers.pools().stream().sorted(Comparator.comparing(Pool::name)).forEach(pool -> {
            try {
                servers.facts(pool)
                        .ifPresentOrElse(
                                facts -> members.add(Member.of(pool, facts)),
                                () -> unknown.put(
                                        pool.name(), servers.error(pool).orElse("its server has not answered yet")));
            } catch (RuntimeException | Error ex) {
                // A pool of the user's own may break the contract in any way; the others must be summed up.
                unknown.put(pool.name(), "it cannot be summed up: " + BackendEvidence.describe(ex));
            }
        });
        members.stream()
                .filter(member -> member.facts().limit() == null)
                .forEach(member -> unknown.put(member.share().pool(), silence(member.facts())));
        return new BudgetSums(settings, lines(members), unknown);
    }

    private static String silence(ServerFacts facts) {
        String why = facts.unreadable().entrySet().stream()
                .map(unreadable -> unreadable.getKey() + ": " + unreadable.getValue())
                .collect(Collectors.joining("; "));
        return facts.server() + " does not say what it grants" + (why.isEmpty() ? "" : " (" + why + ")");
    }

    /** The least of all bounds. A pool that has no room is bounded by 1, which is then too much. */
    @Override
    public Optional<Bound> of(Pool pool) {
        return now().ceiling(pool);
    }

    private List<BudgetLine> lines(List<Member> members) {
        List<BudgetLine> lines = new ArrayList<>();
        grouped(members, member -> member.facts().server().identity()).forEach(group -> {
            add(lines, BudgetLine.ALL, group, ServerFacts::limit, settings);
            addEach(lines, group, server -> "user " + server.user(), ServerFacts::userLimit);
            addEach(lines, group, server -> "database " + server.database(), ServerFacts::databaseLimit);
        });
        return lines;
    }

    /* A line for each scope that the pools of a server come under; what is reserved of the server is not of that. */
    private void addEach(
            List<BudgetLine> lines,
            List<Member> group,
            Function<Server, String> scope,
            Function<ServerFacts, @Nullable Limit> limit) {
        BudgetSettings unreserved = new BudgetSettings(settings.replicas(), settings.surge(), 0);
        grouped(group, member -> scope.apply(member.facts().server()))
                .forEach(ofScope ->
                        add(lines, scope.apply(ofScope.get(0).facts().server()), ofScope, limit, unreserved));
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

    private record Member(BudgetLine.Share share, ServerFacts facts) {

        static Member of(Pool pool, ServerFacts facts) {
            return new Member(new BudgetLine.Share(pool.name(), pool.snapshot().max(), facts.beside()), facts);
        }
    }
}
