/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.protection;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountGuard.Denial;

/** What is known of one account. All is guarded by this object, whose monitor is held for moments only. */
final class Watch {

    /** The states as {@link Breaker} names them; an account without a breaker is closed. */
    static final String CLOSED = "CLOSED";

    private static final String RATE_LIMITED = "RATE_LIMITED";

    private final @Nullable RateLimit rate;
    private final Supplier<Breaker> newBreaker;
    private @Nullable Breaker breaker;
    private long usedAt;
    private boolean forgotten;

    Watch(@Nullable RateLimit rate, Supplier<Breaker> newBreaker, long nowNanos) {
        this.rate = rate;
        this.newBreaker = newBreaker;
        this.usedAt = nowNanos;
    }

    /**
     * What an event has led to.
     *
     * @param denial why an acquire is refused; null if it is not, and for all other events
     * @param from the state before, if it has changed; else null
     * @param to the state now
     * @param changes how often the state has changed so far
     */
    record Effect(@Nullable Denial denial, @Nullable String from, String to, long changes) {}

    /** Takes leave for an acquire; null if this account was forgotten meanwhile. */
    synchronized @Nullable Effect ask(long nowNanos) {
        if (forgotten) {
            return null;
        }
        usedAt = nowNanos;
        return effect(denial());
    }

    private @Nullable Denial denial() {
        Breaker known = breaker;
        Duration wait = (known != null) ? known.deniedFor() : null;
        if (wait != null) {
            return new Denial(
                    "its circuit breaker is " + state().replace('_', ' ').toLowerCase(Locale.ROOT), wait);
        }
        wait = (rate != null) ? rate.deniedFor() : null;
        if (wait == null) {
            return null;
        }
        if (known != null) {
            known.unused();
        }
        return new Denial("its rate limit is used up", wait);
    }

    /** A use of which {@code changes} states ago was asked has ended well; without effect if the state has changed since. */
    synchronized Effect succeeded(long changes) {
        Breaker known = breaker;
        if (known != null && known.changes() == changes) {
            known.succeeded();
        }
        return effect(null);
    }

    /** As {@link #succeeded}, but it failed; null if this account was forgotten meanwhile. */
    synchronized @Nullable Effect failed(long changes, Throwable error, long nowNanos) {
        if (forgotten) {
            return null;
        }
        usedAt = nowNanos;
        Breaker known = madeBreaker();
        if (known.changes() == changes) {
            known.failed(error);
        }
        return effect(null);
    }

    /** As {@link #failed}, of something that was not asked for; it counts in whatever state. */
    synchronized @Nullable Effect failed(Throwable error, long nowNanos) {
        return failed(madeBreaker().changes(), error, nowNanos);
    }

    /** Leave was not used. */
    synchronized void unused(long changes) {
        Breaker known = breaker;
        if (known != null && known.changes() == changes) {
            known.unused();
        }
    }

    /**
     * Forgets this account if that changes nothing for it, or it was not used for so long.
     *
     * @param ratePeriodNanos after which an unused rate limit is as new
     * @param breakerNanos after which a breaker is given up, whatever its state
     */
    synchronized boolean forget(long ratePeriodNanos, long breakerNanos, long nowNanos) {
        long unused = nowNanos - usedAt;
        boolean rateIsNew = rate == null || unused > ratePeriodNanos;
        boolean breakerIsNew = breaker == null || breaker.isPlain() || unused > breakerNanos;
        forgotten |= rateIsNew && breakerIsNew;
        return forgotten;
    }

    /** The state of the breaker, or that the rate is used up while it is closed. */
    synchronized String shownState() {
        String state = state();
        return (state.equals(CLOSED) && rate != null && rate.isUsedUp()) ? RATE_LIMITED : state;
    }

    synchronized Map<String, Object> describe(String account) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("account", account);
        String state = shownState();
        Breaker known = breaker;
        if (known != null) {
            map.putAll(known.describe());
        }
        map.put("state", state);
        if (state.equals(RATE_LIMITED) && rate != null) {
            map.put("retryAfter", rate.untilNext());
        }
        return map;
    }

    private Breaker madeBreaker() {
        Breaker known = breaker;
        if (known == null) {
            known = newBreaker.get();
            breaker = known;
        }
        return known;
    }

    private String state() {
        Breaker known = breaker;
        return (known != null) ? known.state() : CLOSED;
    }

    private Effect effect(@Nullable Denial denial) {
        Breaker known = breaker;
        return (known == null)
                ? new Effect(denial, null, CLOSED, 0)
                : new Effect(denial, known.changedFrom(), known.state(), known.changes());
    }
}
