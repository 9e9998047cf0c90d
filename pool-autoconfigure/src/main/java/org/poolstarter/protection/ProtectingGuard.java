/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.protection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountGuard;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.protection.Watch.Effect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Watch} for each account of which there is something to be known: of a breaker from the first failure on
 * until the window has none any more, of a rate limit for a period after the last acquire. What is forgotten by no event is
 * swept up by an acquire, of whatever account, each half minute.
 */
final class ProtectingGuard<A> implements AccountGuard<A> {

    private static final Logger logger = LoggerFactory.getLogger(ProtectingGuard.class);

    /* As Resilience4j names them. */
    private static final String OPEN = "OPEN";
    private static final String HALF_OPEN = "HALF_OPEN";

    private static final int SHOWN = 20;
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final String pool;
    private final AccountProtection protection;
    private final LongSupplier nanoTime;
    private final Supplier<Breaker> newBreaker;
    private final @Nullable Supplier<RateLimit> newRate;
    private final long ratePeriodNanos;
    private final long breakerNanos;

    private final ConcurrentMap<A, Watch> watches = new ConcurrentHashMap<>();
    private final LongAdder denied = new LongAdder();
    private final LongAdder unwatched = new LongAdder();
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicLong sweptAt;
    private volatile @Nullable Listener<A> listener;

    ProtectingGuard(String pool, AccountProtection protection, LongSupplier nanoTime) {
        this.pool = pool;
        this.protection = protection;
        this.nanoTime = nanoTime;
        BreakerSettings breaker = protection.breaker();
        RateSettings rate = protection.rate();
        this.newBreaker = (breaker != null)
                ? Breaker.maker(pool, breaker, nanoTime)
                : () -> {
                    throw new IllegalStateException("There are no breakers");
                };
        this.newRate = (rate != null) ? RateLimit.maker(pool, rate, nanoTime) : null;
        this.ratePeriodNanos = (rate != null) ? nanos(rate.limitRefreshPeriod()) : 0;
        this.breakerNanos = (breaker != null)
                ? nanos(MEMORY.plus(breaker.waitDurationInOpenState()).plusSeconds(breaker.slidingWindowSize()))
                : 0;
        this.sweptAt = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public void onChange(Listener<A> listener) {
        this.listener = listener;
    }

    @Override
    public Answer ask(A account) {
        long now = nanoTime.getAsLong();
        sweepIfDue(now);
        Effect effect = (newRate != null)
                ? onWatch(account, watch -> watch.ask(now))
                : onKnownWatch(account, watch -> watch.ask(now));
        if (effect == null) {
            return new Use(account, 0);
        }
        Denial denial = effect.denial();
        if (denial == null) {
            return new Use(account, effect.changes());
        }
        denied.increment();
        return denial;
    }

    @Override
    public void openFailed(A account, Throwable cause) {
        if (protection.breaker() != null) {
            onWatch(account, watch -> watch.failed(cause, nanoTime.getAsLong()));
            forgetIfPlain(account);
        }
    }

    /** One acquire that was let through. */
    private final class Use implements Pass {

        private final A account;
        private final long changes;

        Use(A account, long changes) {
            this.account = account;
            this.changes = changes;
        }

        @Override
        public void succeeded() {
            onKnownWatch(account, watch -> watch.succeeded(changes));
            forgetIfPlain(account);
        }

        @Override
        public void failed(Throwable error) {
            if (protection.breaker() != null) {
                onWatch(account, watch -> watch.failed(changes, error, nanoTime.getAsLong()));
                forgetIfPlain(account);
            }
        }

        @Override
        public void unused() {
            Watch watch = watches.get(account);
            if (watch != null) {
                watch.unused(changes);
            }
        }
    }

    /** Null if the account is not watched, and cannot be because too many are. */
    private @Nullable Effect onWatch(A account, Function<Watch, @Nullable Effect> event) {
        while (true) {
            Watch watch = watches.get(account);
            if (watch == null) {
                if (!hasRoom()) {
                    return null;
                }
                watch = watches.computeIfAbsent(account, key -> newWatch());
            }
            Effect effect = event.apply(watch);
            if (effect != null) {
                return told(account, effect);
            }
            watches.remove(account, watch);
        }
    }

    /** Null if the account is not watched. */
    private @Nullable Effect onKnownWatch(A account, Function<Watch, @Nullable Effect> event) {
        Watch watch = watches.get(account);
        Effect effect = (watch != null) ? event.apply(watch) : null;
        return (effect != null) ? told(account, effect) : null;
    }

    private Watch newWatch() {
        return new Watch((newRate != null) ? newRate.get() : null, newBreaker, nanoTime.getAsLong());
    }

    private Effect told(A account, Effect effect) {
        Listener<A> known = listener;
        String from = effect.from();
        if (known != null && from != null) {
            known.changed(account, from, effect.to());
        }
        return effect;
    }

    private boolean hasRoom() {
        if (watches.size() < protection.maxAccounts()) {
            full.set(false);
            return true;
        }
        unwatched.increment();
        if (full.compareAndSet(false, true)) {
            logger.warn(
                    "Pool '{}': {} accounts are watched, which is as many as max-accounts allows; others are let through",
                    pool,
                    protection.maxAccounts());
        }
        return false;
    }

    private void forgetIfPlain(A account) {
        Watch watch = watches.get(account);
        if (watch != null && watch.forget(ratePeriodNanos, breakerNanos, nanoTime.getAsLong())) {
            watches.remove(account, watch);
        }
    }

    private void sweepIfDue(long now) {
        long last = sweptAt.get();
        if (now - last >= SWEEP_NANOS && sweptAt.compareAndSet(last, now)) {
            watches.forEach((account, watch) -> {
                if (watch.forget(ratePeriodNanos, breakerNanos, now)) {
                    watches.remove(account, watch);
                }
            });
        }
    }

    @Override
    public Map<String, Object> section() {
        Map<String, Integer> states = states();
        List<Map<String, Object>> accounts = new ArrayList<>();
        watches.entrySet().stream()
                .filter(entry -> !entry.getValue().shownState().equals(Watch.CLOSED))
                .limit(SHOWN)
                .forEach(entry -> accounts.add(entry.getValue().describe(label(entry.getKey()))));
        accounts.sort(Comparator.comparing(account -> String.valueOf(account.get("account"))));
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("watched", watches.size());
        section.put("denied", denied.sum());
        section.put("unwatched", unwatched.sum());
        section.put("open", states.getOrDefault(OPEN, 0));
        section.put("halfOpen", states.getOrDefault(HALF_OPEN, 0));
        section.put("rateLimited", states.getOrDefault("RATE_LIMITED", 0));
        section.put("accounts", accounts);
        return section;
    }

    @Override
    public List<PoolNotice> notices() {
        int open = inState(OPEN);
        return (open == 0)
                ? List.of()
                : List.of(
                        new PoolNotice(
                                "account-breaker-open",
                                Map.of("open", open),
                                Duration.ZERO,
                                "Look at the section protection of the pool for the accounts and their last errors; each is tried again by itself."));
    }

    @Override
    public List<PoolMeasure> measures() {
        List<PoolMeasure> measures = new ArrayList<>();
        if (protection.breaker() != null) {
            measures.add(new PoolMeasure(
                    "pool.breakers.open",
                    PoolMeasure.Kind.GAUGE,
                    "Accounts whose circuit breaker is open",
                    () -> inState(OPEN)));
            measures.add(new PoolMeasure(
                    "pool.breakers.half.open",
                    PoolMeasure.Kind.GAUGE,
                    "Accounts whose circuit breaker is half open: one caller tries",
                    () -> inState(HALF_OPEN)));
        }
        measures.add(new PoolMeasure(
                "pool.denied",
                PoolMeasure.Kind.COUNTER,
                "Acquires that a circuit breaker or a rate limit has refused",
                denied::sum));
        return measures;
    }

    private int inState(String state) {
        return states().getOrDefault(state, 0);
    }

    private Map<String, Integer> states() {
        Map<String, Integer> states = new LinkedHashMap<>();
        watches.values().forEach(watch -> states.merge(watch.shownState(), 1, Integer::sum));
        return states;
    }

    /** Never fails, whatever the account's {@code toString} does. */
    private static String label(Object account) {
        try {
            return String.valueOf(account);
        } catch (RuntimeException ex) {
            return account.getClass().getName();
        }
    }

    private static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }
}
