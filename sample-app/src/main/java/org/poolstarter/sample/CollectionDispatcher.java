/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AcquireOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Says when and on which thread an account is collected: all of them in rounds, a few at a time, and single ones at once.
 * It stops before the pools do, and lets the sessions that run come to their end.
 */
@Component
final class CollectionDispatcher implements SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(CollectionDispatcher.class);

    private static final AcquireOptions AT_ONCE = AcquireOptions.defaults().withoutQueueing();

    private final Collector collector;
    private final CollectionPlan plan;
    private final CollectorProperties properties;
    private final int places;

    /** Null while it is stopped. Written under the lock of {@code this}. */
    private volatile @Nullable CollectionThreads threads;

    /** The round that is asked for and has not begun, null if there is none. Guarded by {@code this}. */
    private @Nullable CompletableFuture<List<SessionRecord>> waitingRound;

    CollectionDispatcher(
            Collector collector,
            CollectionPlan plan,
            CollectorProperties properties,
            AccountPool<MailAccount, ImapSession> mail) {
        this.collector = collector;
        this.plan = plan;
        this.properties = properties;
        this.places = mail.limits().maxSize();
    }

    /** Begins with a round at once and one each interval, unless the plan is to collect once. */
    @Override
    public synchronized void start() {
        CollectionThreads started = new CollectionThreads(properties.threads(), places);
        threads = started;
        if (!plan.once()) {
            started.repeat(this::scheduledRound, plan.interval());
        }
    }

    /** Begins nothing more, refuses the round that waits, and waits, for a while, for the sessions that run. */
    @Override
    public void stop() {
        CollectionThreads stopping;
        CompletableFuture<List<SessionRecord>> refused;
        synchronized (this) {
            stopping = threads;
            threads = null;
            refused = waitingRound;
            waitingRound = null;
        }
        if (refused != null) {
            refused.completeExceptionally(stopping());
        }
        if (stopping != null) {
            stopping.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }

    /**
     * Has all accounts collected, after the round that runs, if one does. Callers that ask while a round waits to begin
     * share it.
     *
     * @return what happened to each account; fails with a {@link RejectedExecutionException} if the collector stops before
     *     the round begins, or while it runs and its sessions do not end in time
     * @throws RejectedExecutionException if the collector is stopping
     */
    synchronized CompletableFuture<List<SessionRecord>> requestRound() {
        CompletableFuture<List<SessionRecord>> round = waitingRound;
        if (round == null) {
            round = CompletableFuture.supplyAsync(
                    this::requestedRound, runningThreads().rounds());
            waitingRound = round;
        }
        return round;
    }

    /**
     * Has all accounts collected as {@link #requestRound} does. Blocks until the round has ended.
     *
     * @return what happened to each account
     * @throws RejectedExecutionException if the collector is stopping, or stops before the round has ended
     */
    List<SessionRecord> collectAll() {
        try {
            return requestRound().join();
        } catch (CompletionException ex) {
            throw (ex.getCause() instanceof RejectedExecutionException refusal) ? refusal : ex;
        }
    }

    /**
     * Starts the collection of one account. Blocks while its client logs in, not while it collects.
     *
     * @return the record of the session that now runs
     * @throws CollectionRefusedException if the account cannot have a session now
     * @throws RejectedExecutionException if the collector is stopping
     */
    SessionRecord start(MailAccount account) throws CollectionRefusedException {
        CollectionThreads running = runningThreads();
        ActiveSession session = collector.begin(account, AT_ONCE);
        running.singles().execute(() -> collector.collect(session));
        return session.record();
    }

    /**
     * Collects one account now. Blocks while it does.
     *
     * @return the record of the session
     * @throws CollectionRefusedException if the account cannot have a session now
     */
    SessionRecord collect(MailAccount account) throws CollectionRefusedException {
        return collector.collect(collector.begin(account, AT_ONCE));
    }

    private CollectionThreads runningThreads() {
        CollectionThreads running = threads;
        if (running == null) {
            throw stopping();
        }
        return running;
    }

    private static RejectedExecutionException stopping() {
        return new RejectedExecutionException("The collector is stopping");
    }

    private void scheduledRound() {
        try {
            round();
        } catch (RejectedExecutionException ex) {
            logger.debug("A round did not begin or end because the collector stops", ex);
        }
    }

    private List<SessionRecord> requestedRound() {
        synchronized (this) {
            waitingRound = null;
        }
        return round();
    }

    private List<SessionRecord> round() {
        CollectionThreads running = runningThreads();
        List<Callable<Optional<SessionRecord>>> collections = new ArrayList<>();
        for (MailAccount account : plan.accounts()) {
            collections.add(() -> isRunning()
                    ? Optional.of(collector.collect(account, AcquireOptions.defaults()))
                    : Optional.empty());
        }
        try {
            return results(running.workers().invokeAll(collections));
        } catch (RejectedExecutionException ex) {
            throw stopping();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
    }

    private static List<SessionRecord> results(List<Future<Optional<SessionRecord>>> collections)
            throws InterruptedException {
        List<SessionRecord> records = new ArrayList<>();
        for (Future<Optional<SessionRecord>> collection : collections) {
            try {
                collection.get().ifPresent(records::add);
            } catch (ExecutionException ex) {
                logger.error("A collection failed in a way that nobody expected", ex.getCause());
            }
        }
        return records;
    }
}
