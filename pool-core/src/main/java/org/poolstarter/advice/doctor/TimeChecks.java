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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolerFacts;
import org.poolstarter.pool.ReadableDuration;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Timeout;
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

    /** HikariCP's shortest keepalive-time. */
    private static final Duration SHORTEST_KEEPALIVE = Duration.ofSeconds(30);

    /** The shortest time after which a usual device forgets a connection that rests: that of Azure's load balancer. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(4);

    private static final Duration PROBED = Duration.ofMinutes(2);
    private static final Duration CONNECTED = Duration.ofSeconds(10);
    private static final Duration OPERATION = Duration.ofSeconds(30);
    private static final int ENOUGH = 20;

    private TimeChecks() {}

    static @Nullable Finding serverClosesIdle(Examination seen) {
        Duration closes = closedWhileIdle(seen);
        Timeout timeout =
                (closes != null) ? Objects.requireNonNull(seen.facts()).idleTimeout() : null;
        if (closes == null || timeout == null) {
            return null;
        }
        Duration rests = longestRest(seen);
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("serverIdleSeconds", closes.toSeconds());
        evidence.put("setBy", timeout.setBy());
        evidence.put("restsSeconds", (rests != null) ? (Object) rests.toSeconds() : "for ever");
        return new Finding(
                evidence,
                Duration.ZERO,
                isTooSoon(closes)
                        ? raised(timeout.setBy() + " of the server")
                        : "Set %s, so that the pool replaces a connection before the server closes it."
                                .formatted(withLifetime(seen)));
    }

    /* The time after which the server closes what rests in the pool for longer; null if nothing does. */
    private static @Nullable Duration closedWhileIdle(Examination seen) {
        ServerFacts facts = seen.facts();
        if (!seen.isOf(JDBC) || facts == null || facts.idleTimeout() == null || !seen.tells(MAX_LIFETIME)) {
            return null;
        }
        Duration closes = facts.idleTimeout().after();
        Duration rests = longestRest(seen);
        return (rests == null || rests.compareTo(closes) >= 0) ? closes : null;
    }

    /* The time after which the pooler would renew a server connection, which the pool keeps for longer; null if it does not. */
    private static @Nullable Duration renewedByPooler(Examination seen) {
        PoolerFacts pooler = (seen.facts() != null) ? seen.facts().pooler() : null;
        if (pooler == null || pooler.sharesServers() || pooler.serverLifetime() == null || !seen.tells(MAX_LIFETIME)) {
            return null;
        }
        Duration lifetime = seen.time(MAX_LIFETIME);
        Duration renews = pooler.serverLifetime();
        return (lifetime == null || lifetime.compareTo(renews) >= 0) ? renews : null;
    }

    private static boolean isTooSoon(Duration bound) {
        return bound.compareTo(SHORTEST_LIFETIME) <= 0;
    }

    private static String raised(String bound) {
        return "Raise %s above %s, the shortest lifetime that a pool can keep."
                .formatted(bound, ReadableDuration.of(SHORTEST_LIFETIME));
    }

    /** The lifetime by which the pool stays below all that it is above now; null if it is above nothing that it can stay below. */
    private static @Nullable Duration wantedLifetime(Examination seen) {
        return Stream.of(closedWhileIdle(seen), renewedByPooler(seen))
                .filter(bound -> bound != null && !isTooSoon(bound))
                .map(bound -> Objects.requireNonNull(bound).minus(MARGIN))
                .min(Comparator.naturalOrder())
                .map(below -> (below.compareTo(SHORTEST_LIFETIME) < 0) ? SHORTEST_LIFETIME : below)
                .orElse(null);
    }

    /* With the pool's own times that have to stay below its lifetime, and would stop the start. */
    private static String withLifetime(Examination seen) {
        Duration lifetime = Objects.requireNonNull(wantedLifetime(seen));
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
        Duration probed = keepaliveWithin(wantedLifetime(seen));
        if (!seen.tells(KEEPALIVE) || (rests != null && rests.compareTo(FORGOTTEN) <= 0) || probed == null) {
            return null;
        }
        return Finding.of(
                "Set %s: what stands in between may forget a connection that rests, and the next caller then waits for an answer that never comes."
                        .formatted(seen.assign(KEEPALIVE, probed)),
                "detour",
                facts.detour(),
                "restsSeconds",
                (rests != null) ? (Object) rests.toSeconds() : "for ever");
    }

    /* Below the lifetime that the pool is told to have besides; null where that is so short that none is needed, nor possible. */
    private static @Nullable Duration keepaliveWithin(@Nullable Duration lifetime) {
        if (lifetime == null || lifetime.compareTo(PROBED) > 0) {
            return PROBED;
        }
        Duration half = lifetime.dividedBy(2);
        Duration within = (half.compareTo(SHORTEST_KEEPALIVE) < 0) ? SHORTEST_KEEPALIVE : half;
        return (within.compareTo(lifetime) < 0) ? within : null;
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
                                        ? endingWithin(seen, acquire, checked)
                                        : longEnough(seen, acquire, needed)));
    }

    /* Drivers count whole seconds, so that a shorter acquire-timeout has to grow, too. */
    private static String endingWithin(Examination seen, Duration acquire, Duration checked) {
        Duration connect = connectWithin(acquire);
        Duration needed = (connect.compareTo(checked) > 0) ? connect : wholeSeconds(checked);
        String connected = seen.assign(CONNECT_TIMEOUT, connect);
        return (acquire.compareTo(needed) < 0) ? connected + " and " + seen.assign(ACQUIRE_TIMEOUT, needed) : connected;
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
        Duration bound = renewedByPooler(seen);
        PoolerFacts pooler = (seen.facts() != null) ? seen.facts().pooler() : null;
        if (bound == null || pooler == null) {
            return null;
        }
        Duration lifetime = seen.time(MAX_LIFETIME);
        return Finding.of(
                isTooSoon(bound)
                        ? raised("server_lifetime of " + pooler.name())
                        : "Set %s: in the mode %s a connection of the server is not renewed before its client has gone."
                                .formatted(withLifetime(seen), pooler.mode()),
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
