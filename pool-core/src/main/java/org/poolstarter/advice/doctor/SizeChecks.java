/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import static org.poolstarter.advice.doctor.Readings.millis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.doctor.Surroundings.RequestThreads;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.TimingSummary;

/** Sizes that do not fit what they are for, or what the server grants. */
final class SizeChecks {

    private static final String CLUSTER = "cluster.enabled";
    private static final String MAX_SIZE = "max-size";
    private static final String MIN_IDLE = "min-idle";

    /** So many connections closed while idle within ten minutes, and opened again, are no accident. */
    private static final int CHURN = 10;

    private static final Duration CHURN_WINDOW = Duration.ofMinutes(10);
    private static final int ENOUGH = 20;

    private SizeChecks() {}

    static @Nullable Finding aboveUserLimit(Examination seen) {
        ServerFacts facts = seen.facts();
        if (facts == null) {
            return null;
        }
        Limit ofUser = facts.userLimit();
        Limit ofDatabase = facts.databaseLimit();
        boolean byDatabase = ofDatabase != null && (ofUser == null || ofDatabase.connections() < ofUser.connections());
        Limit limit = byDatabase ? ofDatabase : ofUser;
        int max = seen.snapshot().max();
        if (limit == null || max + facts.beside() <= limit.connections()) {
            return null;
        }
        long size = sizeFor(seen);
        return Finding.of(
                (size >= 1)
                        ? "Set %s, or have %s raised: the server refuses what is beyond."
                                .formatted(sized(seen, size), limit.setBy())
                        : "Have %s raised: the server refuses every connection beyond.".formatted(limit.setBy()),
                "max",
                max,
                byDatabase ? "databaseLimit" : "userLimit",
                limit.connections(),
                "setBy",
                limit.setBy());
    }

    static @Nullable Finding overBudget(Examination seen) {
        BudgetLine line = seen.budget().stream()
                .filter(BudgetLine::isOver)
                .filter(over -> over.scope().equals(BudgetLine.ALL) || !tooLargeAlone(seen, over))
                .max(Comparator.comparingDouble(BudgetLine::ratio))
                .orElse(null);
        if (line == null) {
            return null;
        }
        long size = sizeFor(seen);
        String smaller = (size >= 1)
                ? "Set %s, or".formatted(sized(seen, size))
                : "Make the pools of this server smaller, %d connections in all for each instance, or"
                        .formatted(Math.max(
                                0,
                                Math.floorDiv(
                                        line.granted() - line.settings().reserve(),
                                        line.settings().instances())));
        return Finding.of(
                "%s have the server grant %d more (%s), or lower pools.budget.replicas to what really runs."
                        .formatted(
                                smaller,
                                line.needed() - line.granted(),
                                line.limit().setBy()),
                "needed",
                line.needed(),
                "granted",
                line.granted(),
                "scope",
                line.scope(),
                "server",
                line.server().toString(),
                "setBy",
                line.limit().setBy(),
                "sum",
                line.sum());
    }

    /* By the strictest bound, so that one remedy does not lead to the next warning. */
    private static long sizeFor(Examination seen) {
        return seen.budget().stream()
                .mapToLong(line -> line.sizeFor(seen.pool().name()))
                .min()
                .orElse(0);
    }

    /* With the pool's own sizes that would stop the start if they were above the greatest one. */
    private static String sized(Examination seen, long size) {
        List<String> assignments = new ArrayList<>(List.of(seen.assign(MAX_SIZE, size)));
        for (String key : List.of(MIN_IDLE, "adaptive-min-size", "adaptive-max-size")) {
            if (seen.isOwn(key) && seen.value(key) instanceof Integer own && own > size) {
                assignments.add(seen.assign(key, size));
            }
        }
        return String.join(" and ", assignments);
    }

    /* That is what above-user-limit says. */
    private static boolean tooLargeAlone(Examination seen, BudgetLine line) {
        return seen.snapshot().max() > line.granted();
    }

    static @Nullable Finding idleChurn(Examination seen) {
        Churn churn = seen.churn();
        Duration idleTimeout = seen.time("idle-timeout");
        int min = seen.snapshot().min();
        int max = seen.snapshot().max();
        if (idleTimeout == null
                || !seen.tells(MIN_IDLE) // without it, as in a pool of accounts, others need the place
                || min >= max
                || churn.window().compareTo(CHURN_WINDOW) < 0
                || Math.min(churn.opened(), churn.closedIdle()) * CHURN_WINDOW.toMillis()
                        < CHURN * churn.window().toMillis()) {
            return null;
        }
        // Little's law: closings per time, times how long each has rested before, are the connections that rest.
        long resting =
                (churn.closedIdle() * idleTimeout.toMillis() + churn.window().toMillis() - 1)
                        / churn.window().toMillis();
        long wanted = Math.min(max, min + resting);
        return Finding.of(
                        "Set %s, or a longer idle-timeout: connections are closed while idle and opened again soon after."
                                .formatted(seen.assign(MIN_IDLE, wanted)),
                        "opened",
                        churn.opened(),
                        "closedIdle",
                        churn.closedIdle(),
                        "min",
                        min,
                        "max",
                        max,
                        "idleTimeoutSeconds",
                        idleTimeout.toSeconds())
                .over(churn.window());
    }

    static @Nullable Finding slowOpenings(Examination seen) {
        TimingSummary opens = seen.opens(ENOUGH);
        Duration acquire = seen.time("acquire-timeout");
        if (opens == null || acquire == null || !(seen.value("max-connecting") instanceof Integer atOnce)) {
            return null;
        }
        long missing = (long) seen.snapshot().max() - seen.snapshot().min();
        long rounds = (missing + atOnce - 1) / atOnce;
        Duration fill = opens.p95().multipliedBy(rounds);
        if (missing <= 0 || fill.compareTo(acquire) <= 0) {
            return null;
        }
        long allowed = acquire.toNanos() / Math.max(1, opens.p95().toNanos());
        String remedy = (allowed < 1)
                ? "Set %s, so that connections are opened before callers come: opening one takes longer than they wait."
                        .formatted(seen.assign(MIN_IDLE, seen.snapshot().max()))
                : "Set %s: a burst that needs all connections waits for so many openings one after the other."
                        .formatted(seen.assign("max-connecting", Math.min(missing, (missing + allowed - 1) / allowed)));
        return Finding.of(
                remedy,
                "maxConnecting",
                atOnce,
                "openP95Ms",
                millis(opens.p95()),
                "opened",
                opens.count(),
                "fillMs",
                millis(fill),
                "acquireTimeoutMs",
                acquire.toMillis());
    }

    static @Nullable Finding requestThreadsNested(Examination seen) {
        PoolRecorder recorder = seen.pool().recorder();
        RequestThreads threads = seen.surroundings().requestThreads();
        if (recorder == null || seen.nested() < 1 || threads == null) {
            return null;
        }
        int depth = recorder.deepestNesting();
        int max = seen.snapshot().max();
        long needed = (long) threads.max() * (depth - 1) + 1;
        if (depth < 2 || max >= needed) {
            return null;
        }
        int safe = (max - 1) / (depth - 1);
        String fewer = (safe >= 1) ? "%s=%d, or ".formatted(threads.key(), safe) : "";
        return Finding.of(
                "Let a thread do with one connection, or set %s%s: all request threads together can block one another for good."
                        .formatted(fewer, seen.assign(MAX_SIZE, needed)),
                "requestThreads",
                threads.max(),
                "connectionsOfOneThread",
                depth,
                "max",
                max,
                "safeThreads",
                safe,
                "nested",
                seen.nested());
    }

    static @Nullable Finding sameServer(Examination seen) {
        ServerFacts facts = seen.facts();
        if (facts == null || facts.server().database() == null) {
            return null;
        }
        List<String> same = seen.known().entrySet().stream()
                .filter(other -> !other.getKey().equals(seen.pool().name()))
                .filter(other -> isSame(facts.server(), other.getValue().server()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return same.isEmpty()
                ? null
                : Finding.of(
                        "Use one pool for both, or, if one is to be kept from starving the other, set pools.silence.%s=same-server."
                                .formatted(seen.pool().name()),
                        "samePools",
                        same,
                        "server",
                        facts.server().toString(),
                        "database",
                        facts.server().database());
    }

    private static boolean isSame(ServerFacts.Server one, ServerFacts.Server other) {
        return one.identity().equals(other.identity())
                && Objects.equals(one.database(), other.database())
                && Objects.equals(one.user(), other.user());
    }

    static @Nullable Finding exclusiveInReplicas(Examination seen) {
        return (!Boolean.TRUE.equals(seen.value("exclusive")) || seen.instances() < 2 || isShared(seen))
                ? null
                : Finding.of(
                        "Set %s (needs a Redis), or give each instance its own accounts and set pools.silence.%s=exclusive-in-replicas, or run one (pools.budget.replicas=1, pools.budget.surge=0): without a shared limit a pool keeps accounts exclusive in its own process only."
                                .formatted(
                                        seen.assign(CLUSTER, true), seen.pool().name()),
                        "instances",
                        seen.instances(),
                        "exclusive",
                        true);
    }

    static @Nullable Finding accountLimit(Examination seen) {
        if (!(seen.value("provider-limit") instanceof Integer allowed)
                || !(seen.value("max-per-account") instanceof Integer most)) {
            return null;
        }
        int perAccount = Math.min(most, seen.snapshot().max());
        int instances = isShared(seen) ? 1 : seen.instances();
        long opened = (long) perAccount * instances;
        if (opened <= allowed) {
            return null;
        }
        int each = allowed / instances;
        String remedy = (perAccount <= allowed)
                ? "Set %s (needs a Redis), so that all instances share one limit%s: the service refuses the rest."
                        .formatted(
                                seen.assign(CLUSTER, true),
                                (each >= 1) ? ", or " + seen.assign("max-per-account", each) : "")
                : (each >= 1)
                        ? "Set %s: the service refuses the rest.".formatted(seen.assign("max-per-account", each))
                        : "Set %s and %s (needs a Redis): the service refuses the rest."
                                .formatted(seen.assign("max-per-account", allowed), seen.assign(CLUSTER, true));
        return Finding.of(
                remedy,
                "maxPerAccount",
                perAccount,
                "instances",
                instances,
                "opened",
                opened,
                "providerLimit",
                allowed);
    }

    /* Whether the limits of the pool hold over all instances. */
    private static boolean isShared(Examination seen) {
        return Boolean.TRUE.equals(seen.value(CLUSTER));
    }
}
