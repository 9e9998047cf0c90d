/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerInquiry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the servers of the pools have told last. A server that cannot be asked is no failure: what it told before stays,
 * and it is asked again.
 *
 * <p>It has no thread of its own. Safe for use by many threads; only asking takes time, on the threads of the executor.
 */
public final class KnownServers implements Pools.Listener {

    private static final Logger logger = LoggerFactory.getLogger(KnownServers.class);

    /** After so long a server that has failed once is asked again. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Map<String, Acquaintance> byPool = new ConcurrentHashMap<>();

    /* Why the server of a pool is never asked, by the name of the pool. */
    private final Map<String, String> unasked = new ConcurrentHashMap<>();

    private final Executor executor;
    private final Duration deadline;
    private final InstantSource clock;

    /**
     * Knows no server yet; add it to a registry as listener.
     *
     * @param executor asks servers, which may block; at most once at a time for each pool
     * @param deadline how long a server may take to answer, positive
     */
    public KnownServers(Executor executor, Duration deadline, InstantSource clock) {
        this.executor = executor;
        this.deadline = deadline;
        this.clock = clock;
    }

    @Override
    public void added(Pool pool) {
        String why;
        try {
            ServerInquiry inquiry = pool.inquiry();
            if (inquiry != null) {
                byPool.put(pool.name(), new Acquaintance(pool, inquiry));
            }
            why = (inquiry != null) ? null : pool.unasked();
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may break the contract in any way.
            logger.warn("Pool {} cannot say how its server is asked", pool.name(), ex);
            why = "the pool cannot say how its server is asked: " + BackendEvidence.describe(ex);
        }
        if (why != null) {
            unasked.put(pool.name(), why);
        }
    }

    @Override
    public void removed(Pool pool) {
        byPool.remove(pool.name());
        unasked.remove(pool.name());
    }

    /**
     * Has every server asked that was not asked yet, or longer ago than this. One that fails is asked again after a minute,
     * then after two, and so on, up to this. Does not wait for answers.
     *
     * @param age zero to have all of them asked
     * @return completed when all have answered or failed, or the deadline is over; never exceptionally
     */
    public CompletableFuture<Void> ask(Duration age) {
        Instant now = clock.instant();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (Acquaintance acquaintance : byPool.values()) {
            if (!acquaintance.answer.next(age).isAfter(now)) {
                answers.add(ask(acquaintance));
            }
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private CompletableFuture<Void> ask(Acquaintance acquaintance) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!acquaintance.underWay.compareAndSet(false, true)) {
            done.complete(null); // a server that hangs must not be asked once more each time
            return done;
        }
        try {
            executor.execute(() -> {
                try {
                    acquaintance.answer = answer(acquaintance);
                } finally {
                    acquaintance.underWay.set(false);
                    done.complete(null);
                }
            });
        } catch (RejectedExecutionException ex) {
            logger.debug("Pool {}: its server is not asked while closing", acquaintance.pool.name(), ex);
            acquaintance.underWay.set(false);
            done.complete(null);
        }
        return done;
    }

    private Answer answer(Acquaintance acquaintance) {
        Answer before = acquaintance.answer;
        try {
            return new Answer(acquaintance.inquiry.ask(deadline), null, clock.instant(), 0);
        } catch (Exception | LinkageError ex) { // drivers throw anything, and classes of theirs may be missing
            String error = BackendEvidence.describe(ex);
            logger.debug("Pool {}: its server cannot be asked", acquaintance.pool.name(), ex);
            return new Answer(before.facts(), error, clock.instant(), before.failures() + 1);
        }
    }

    /** What the server of a pool has told; empty if it has not yet, or is never asked. */
    public Optional<ServerFacts> facts(Pool pool) {
        Acquaintance acquaintance = byPool.get(pool.name());
        ServerFacts told = (acquaintance != null) ? acquaintance.answer.facts() : null;
        return (acquaintance == null || told == null)
                ? Optional.empty()
                : Optional.of(acquaintance.inquiry.upToDate(told));
    }

    /** Why the server of a pool could not be asked last; empty if it could, or is never asked. */
    public Optional<String> error(Pool pool) {
        Acquaintance acquaintance = byPool.get(pool.name());
        return Optional.ofNullable((acquaintance != null) ? acquaintance.answer.error() : null);
    }

    /** When the server of a pool answered or failed last; empty if it was not asked yet. */
    Optional<Instant> askedAt(Pool pool) {
        Acquaintance acquaintance = byPool.get(pool.name());
        return (acquaintance == null || acquaintance.answer == Answer.NONE)
                ? Optional.empty()
                : Optional.of(acquaintance.answer.at());
    }

    /** The pools whose servers are asked, in no order. */
    List<Pool> pools() {
        return byPool.values().stream().map(acquaintance -> acquaintance.pool).toList();
    }

    /** The pools whose servers might bound them and are never asked, by name, each with the reason; in no order. */
    Map<String, String> unasked() {
        return Map.copyOf(unasked);
    }

    private static final class Acquaintance {

        private final Pool pool;
        private final ServerInquiry inquiry;
        private final AtomicBoolean underWay = new AtomicBoolean();

        /* Written by whoever has set underWay. */
        private volatile Answer answer = Answer.NONE;

        Acquaintance(Pool pool, ServerInquiry inquiry) {
            this.pool = pool;
            this.inquiry = inquiry;
        }
    }

    /* Of a server that fails the facts are those it told before. */
    private record Answer(
            @Nullable ServerFacts facts, @Nullable String error, Instant at, int failures) {

        static final Answer NONE = new Answer(null, null, Instant.EPOCH, 0);

        private static final int MOST_DOUBLINGS = 20;

        /* When the server is to be asked again. */
        Instant next(Duration age) {
            if (this == NONE) {
                return at;
            }
            Duration patience = RETRY.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, failures - 1)));
            return at.plus((failures > 0 && patience.compareTo(age) < 0) ? patience : age);
        }
    }
}
