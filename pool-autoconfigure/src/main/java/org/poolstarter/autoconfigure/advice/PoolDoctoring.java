/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.Silence;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.advice.doctor.KnownServers;
import org.poolstarter.advice.doctor.Surroundings;
import org.poolstarter.pool.Pools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Gives the doctor its threads: one that examines, and one more for each server that is being asked. */
final class PoolDoctoring implements SmartLifecycle, DisposableBean {

    private static final Logger logger = LoggerFactory.getLogger(PoolDoctoring.class);

    /** How often pools are examined, and a server that did not answer is asked again. */
    private static final Duration ROUND = Duration.ofMinutes(1);

    private final Pools pools;
    private final DoctorSettings settings;
    private final KnownServers servers;
    private final Doctor doctor;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(daemon("pool-doctor-"));
    private final ExecutorService inquiries = Executors.newCachedThreadPool(daemon("pool-inquiry-"));

    /* Guarded by this. */
    private @Nullable ScheduledFuture<?> examining;

    PoolDoctoring(
            Pools pools, DoctorSettings settings, Surroundings surroundings, Silence silence, InstantSource clock) {
        this.pools = pools;
        this.settings = settings;
        this.servers = new KnownServers(inquiries, settings.timeout(), clock);
        this.doctor = new Doctor(
                pools, servers, new ConnectionBudget(servers, settings.budget()), surroundings, silence, clock);
        pools.addListener(servers);
    }

    KnownServers servers() {
        return servers;
    }

    Doctor doctor() {
        return doctor;
    }

    @Override
    public synchronized void start() {
        if (examining == null) {
            doctor.begin();
            examining = rounds.scheduleWithFixedDelay(this::round, 0, ROUND.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /* By what was known before, and again when servers have answered. */
    private void round() {
        examine();
        // Never ends exceptionally, and examining fails inside.
        CompletableFuture<Void> unused = servers.ask(settings.interval()).thenRun(this::examineSoon);
    }

    private void examineSoon() {
        try {
            rounds.execute(this::examine);
        } catch (RejectedExecutionException ex) {
            logger.debug("Pools are not examined while closing", ex);
        }
    }

    private void examine() {
        try {
            doctor.examine();
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may do anything, and an exception would end all further rounds.
            logger.debug("Pools cannot be examined", ex);
        }
    }

    @Override
    public synchronized void stop() {
        if (examining != null) {
            examining.cancel(false);
            examining = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return examining != null;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void destroy() {
        pools.removeListener(servers);
        rounds.shutdownNow();
        inquiries.shutdownNow();
    }

    private static ThreadFactory daemon(String prefix) {
        CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
        factory.setDaemon(true);
        return factory;
    }
}
