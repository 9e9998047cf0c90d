/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import static org.poolstarter.advice.doctor.Readings.millis;
import static org.poolstarter.advice.doctor.Readings.sooner;
import static org.poolstarter.advice.doctor.Readings.wholeSeconds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolerFacts;
import org.poolstarter.pool.ReadableDuration;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.TimingSummary;

/** Times that do not go together: those of the pool, of its server, and of what stands in between. */
final class TimeChecks {

    private static final String JDBC = "jdbc";
    private static final String MAX_LIFETIME = "max-lifetime";
    private static final String IDLE_TIMEOUT = "idle-timeout";
    private static final String KEEPALIVE = "keepalive";
    private static final String LEAK_THRESHOLD = "leak-threshold";
    private static final String SESSION_TIMEOUT = "session-timeout";
    private static final String ACQUIRE_TIMEOUT = "acquire-timeout";
    private static final String CONNECT_TIMEOUT = "connect-timeout";
    private static final String VALIDATION_TIMEOUT = "validation-timeout";

    /** How far a lifetime stays below what the server allows. HikariCP's manual asks for several seconds. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** How far HikariCP wants other times to stay below the lifetime. */
    private static final Duration STEP = Duration.ofSeconds(1);

    /** HikariCP's shortest max-lifetime. */
    private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(30);

    /** The shortest time after which a usual device forgets a connection that rests: that of Azure's load balancer. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(4);

    private static final Duration PROBED = Duration.ofMinutes(2);
    private static final Duration CONNECTED = Duration.ofSeconds(10);
    private static final Duration OPERATION = Duration.ofSeconds(30);
    private static final int ENOUGH = 20;

    private TimeChecks() {}

    static @Nullable Finding serverClosesIdle(Examination seen) {
        ServerFacts facts = seen.facts();
        if (!seen.isOf(JDBC) || facts == null || facts.idleTimeout() == null || !seen.tells(MAX_LIFETIME)) {
            return null;
        }
        Duration closes = facts.idleTimeout().after();
        Duration rests = longestRest(seen);
        if (rests != null && rests.compareTo(closes) < 0) {
            return null;
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("serverIdleSeconds", closes.toSeconds());
        evidence.put("setBy", facts.idleTimeout().setBy());
        evidence.put("restsSeconds", (rests != null) ? (Object) rests.toSeconds() : "for ever");
        return new Finding(
                evidence,
                Duration.ZERO,
                remedyOfIdle(seen, closes, facts.idleTimeout().setBy()));
    }

    private static String remedyOfIdle(Examination seen, Duration closes, String setBy) {
        if (closes.compareTo(SHORTEST_LIFETIME) <= 0) {
            return "Raise %s of the server above %s, the shortest lifetime that a pool can keep."
                    .formatted(setBy, ReadableDuration.of(SHORTEST_LIFETIME));
        }
        Duration below = closes.minus(MARGIN);
        Duration lifetime = (below.compareTo(SHORTEST_LIFETIME) < 0) ? SHORTEST_LIFETIME : below;
        return "Set %s, so that the pool replaces a connection before the server closes it."
                .formatted(withLifetime(seen, lifetime));
    }

    /* With the pool's own times that have to stay below its lifetime, and would stop the start. */
    private static String withLifetime(Examination seen, Duration lifetime) {
        Duration below = lifetime.minus(STEP);
        List<String> assignments = new ArrayList<>(List.of(seen.assign(MAX_LIFETIME, lifetime)));
        if (isOwnAbove(seen, IDLE_TIMEOUT, below)) {
            assignments.add(seen.assign(IDLE_TIMEOUT, below));
        }
        if (isOwnAbove(seen, KEEPALIVE, below)) {
            assignments.add(seen.assign(KEEPALIVE, (below.compareTo(SHORTEST_LIFETIME) < 0) ? Duration.ZERO : below));
        }
        if (isOwnAbove(seen, LEAK_THRESHOLD, lifetime)) {
            assignments.add(seen.assign(LEAK_THRESHOLD, lifetime));
        }
        return String.join(" and ", assignments);
    }

    private static boolean isOwnAbove(Examination seen, String key, Duration bound) {
        Duration value = seen.time(key);
        return value != null && seen.isOwn(key) && value.compareTo(bound) > 0;
    }

    /** For how long a connection may rest in the pool; null for ever. */
    private static @Nullable Duration longestRest(Examination seen) {
        Duration rest = sooner(seen.time(MAX_LIFETIME), seen.time(KEEPALIVE));
        return (seen.snapshot().min() == 0) ? sooner(rest, seen.time(IDLE_TIMEOUT)) : rest;
    }

    static @Nullable Finding keepaliveOff(Examination seen) {
        ServerFacts facts = seen.facts();
        if (!seen.isOf(JDBC) || facts == null || facts.detour() == null || facts.pooler() != null) {
            return null;
        }
        Duration rests = longestRest(seen);
        if (!seen.tells(KEEPALIVE) || (rests != null && rests.compareTo(FORGOTTEN) <= 0)) {
            return null;
        }
        return Finding.of(
                "Set %s: what stands in between may forget a connection that rests, and the next caller then waits for an answer that never comes."
                        .formatted(seen.assign(KEEPALIVE, PROBED)),
                "detour",
                facts.detour(),
                "restsSeconds",
                (rests != null) ? (Object) rests.toSeconds() : "for ever");
    }

    static @Nullable Finding acquireTimeoutShort(Examination seen) {
        Duration acquire = seen.time(ACQUIRE_TIMEOUT);
        if (!seen.isOf(JDBC) || acquire == null) {
            return null;
        }
        Duration connect = seen.time(CONNECT_TIMEOUT);
        boolean connectsForEver = Duration.ZERO.equals(seen.value(CONNECT_TIMEOUT)); // the word of drivers for no end
        Duration validation = seen.time(VALIDATION_TIMEOUT);
        TimingSummary opens = seen.opens(ENOUGH);
        Duration checked = (validation != null && opens != null) ? validation.plus(opens.p95()) : Duration.ZERO;
        Duration needed = (connect != null && connect.compareTo(checked) > 0) ? connect : checked;
        if (acquire.compareTo(needed) >= 0 && !connectsForEver) {
            return null;
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("acquireTimeoutMs", acquire.toMillis());
        if (connect != null || connectsForEver) {
            evidence.put("connectTimeoutMs", (connect != null) ? (Object) connect.toMillis() : "off");
        }
        if (validation != null) {
            evidence.put("validationTimeoutMs", validation.toMillis());
        }
        if (opens != null) {
            evidence.put("openP95Ms", millis(opens.p95()));
        }
        return new Finding(
                evidence,
                Duration.ZERO,
                "Set %s: callers give up before it is known whether a connection can be had."
                        .formatted(
                                connectsForEver
                                        ? seen.assign(CONNECT_TIMEOUT, connectWithin(acquire))
                                        : longEnough(seen, acquire, needed)));
    }

    /* As long as connecting takes, unless a pooler cuts off who waits for so long: then connecting has to be shorter. */
    private static String longEnough(Examination seen, Duration acquire, Duration needed) {
        Duration bound = queryWaitTimeout(seen);
        Duration connect = seen.time(CONNECT_TIMEOUT);
        return (bound != null && connect != null && wholeSeconds(needed).compareTo(bound) > 0)
                ? seen.assign(CONNECT_TIMEOUT, connectWithin((acquire.compareTo(bound) < 0) ? acquire : bound))
                : seen.assign(ACQUIRE_TIMEOUT, wholeSeconds(needed)) + ", or a shorter connect-timeout";
    }

    /* In whole seconds, as some drivers count. */
    private static Duration connectWithin(Duration acquire) {
        Duration seconds = Duration.ofSeconds(Math.max(1, acquire.toSeconds()));
        return (seconds.compareTo(CONNECTED) < 0) ? seconds : CONNECTED;
    }

    private static @Nullable Duration queryWaitTimeout(Examination seen) {
        PoolerFacts pooler = (seen.facts() != null) ? seen.facts().pooler() : null;
        return (pooler != null) ? pooler.queryWaitTimeout() : null;
    }

    static @Nullable Finding acquireTimeoutAbovePooler(Examination seen) {
        Duration bound = queryWaitTimeout(seen);
        Duration acquire = seen.time(ACQUIRE_TIMEOUT);
        if (bound == null || acquire == null || acquire.compareTo(bound) <= 0) {
            return null;
        }
        List<String> assignments = new ArrayList<>(List.of(seen.assign(ACQUIRE_TIMEOUT, bound)));
        Duration connect = seen.time(CONNECT_TIMEOUT);
        if (connect != null && connect.compareTo(bound) > 0) {
            assignments.add(seen.assign(CONNECT_TIMEOUT, connectWithin(bound)));
        }
        if (isOwnAbove(seen, VALIDATION_TIMEOUT, bound.minusMillis(1))) {
            assignments.add(seen.assign(VALIDATION_TIMEOUT, bound.dividedBy(2)));
        }
        return Finding.of(
                "Set %s, or raise query_wait_timeout of PgBouncer above it: whoever waits longest is cut off by the pooler first."
                        .formatted(String.join(" and ", assignments)),
                "acquireTimeoutMs",
                acquire.toMillis(),
                "queryWaitTimeoutMs",
                bound.toMillis());
    }

    static @Nullable Finding lifetimeAbovePooler(Examination seen) {
        PoolerFacts pooler = (seen.facts() != null) ? seen.facts().pooler() : null;
        if (pooler == null || pooler.sharesServers() || pooler.serverLifetime() == null || !seen.tells(MAX_LIFETIME)) {
            return null;
        }
        Duration bound = pooler.serverLifetime();
        Duration lifetime = seen.time(MAX_LIFETIME);
        if (lifetime != null && lifetime.compareTo(bound) < 0) {
            return null;
        }
        Duration below = bound.minus(MARGIN);
        return Finding.of(
                "Set %s: in the mode %s a connection of the server is not renewed before its client has gone."
                        .formatted(
                                withLifetime(
                                        seen, (below.compareTo(SHORTEST_LIFETIME) < 0) ? SHORTEST_LIFETIME : below),
                                pooler.mode()),
                "maxLifetimeSeconds",
                (lifetime != null) ? (Object) lifetime.toSeconds() : "for ever",
                "serverLifetimeSeconds",
                bound.toSeconds());
    }

    static @Nullable Finding leakThresholdLow(Examination seen) {
        Duration threshold = seen.time(LEAK_THRESHOLD);
        TimingSummary uses = seen.uses(ENOUGH);
        if (threshold == null || uses == null || uses.p95().compareTo(threshold) <= 0) {
            return null;
        }
        // No pool starts with a threshold above this. A session ends there, so that no use is longer.
        boolean endless = seen.isOf(JDBC); // no use is ended from outside
        Duration most = seen.time(endless ? MAX_LIFETIME : SESSION_TIMEOUT);
        Duration wanted = wholeSeconds(uses.p99().multipliedBy(2));
        if (most != null && wanted.compareTo(most) > 0) {
            wanted = most;
        }
        if (!endless && threshold.compareTo(wanted) >= 0) {
            return null;
        }
        return Finding.of(
                (uses.p95().compareTo(wanted) <= 0 || !endless)
                        ? "Set %s: of uses that are usual no one needs to be told."
                                .formatted(seen.assign(LEAK_THRESHOLD, wanted))
                        : "Set %s, which turns it off: usual uses last longer than a connection lives, and it may not be above that."
                                .formatted(seen.assign(LEAK_THRESHOLD, 0)),
                "leakThresholdMs",
                threshold.toMillis(),
                "usageP95Ms",
                millis(uses.p95()),
                "usageP99Ms",
                millis(uses.p99()),
                "uses",
                uses.count());
    }

    static @Nullable Finding noOperationTimeout(Examination seen) {
        if (!seen.isOf("mongo") || settingsUnknown(seen) || seen.time("timeout") != null) {
            return null;
        }
        Duration connect = seen.time(CONNECT_TIMEOUT);
        return (seen.time("socket-timeout") != null)
                ? null
                : Finding.of(
                        "Set %s, or a timeout in place of it: an operation whose server is gone without a word waits for ever, and keeps its connection."
                                .formatted(seen.assign("socket-timeout", OPERATION)),
                        "socketTimeout",
                        "off",
                        "timeout",
                        "off",
                        "connectTimeoutMs",
                        (connect != null) ? (Object) connect.toMillis() : "off");
    }

    private static boolean settingsUnknown(Examination seen) {
        return seen.settings().settings().isEmpty();
    }
}
