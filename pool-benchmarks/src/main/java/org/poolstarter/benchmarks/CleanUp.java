/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.Lease;

/**
 * What a clean-up pass of the account pool costs, by the number of clients that expire in it. The pool runs on a clock
 * and a scheduler of this class, so that a pass is called here and nothing else is timed.
 */
final class CleanUp {

    static final List<Integer> EXPIRING = List.of(0, 100, 10_000);

    private static final int PASSES = 5;
    private static final Duration CLOSE_TIMEOUT = Duration.ofMinutes(1);

    private final int accounts;
    private final int expiring;
    private final AccountPoolSettings settings;
    private final ManualTime time = new ManualTime();
    private final Backend backend = new Backend(Duration.ZERO);

    private CleanUp(int accounts, int expiring) {
        this.accounts = accounts;
        this.expiring = expiring;
        this.settings = StarterPool.settings(new Limits(3, accounts + PASSES * expiring, Duration.ofMinutes(1)));
    }

    /**
     * Microseconds of a pass by the number of clients that expire.
     *
     * @param accounts those that stay idle; those that expire come on top
     * @param numbers how many expire in a pass
     */
    static Map<String, Double> run(int accounts, List<Integer> numbers) throws InterruptedException {
        for (int expiring : numbers) {
            double unused = new CleanUp(accounts / 10, expiring).medianMicros();
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int expiring : numbers) {
            figures.put(Figure.passMicros(expiring), new CleanUp(accounts, expiring).medianMicros());
        }
        return figures;
    }

    private double medianMicros() throws InterruptedException {
        ExecutorService executor = Executors.newSingleThreadExecutor(CleanUp::daemon);
        try (AccountPool<String, Client> pool = AccountPool.<String, Client>builder("benchmark", name -> backend.open())
                .limits(settings)
                .nanoTime(time::nanoTime)
                .scheduler(time)
                .executor(executor)
                .build()) {
            fill(pool);
            return medianOfPasses();
        } finally {
            executor.shutdown();
        }
    }

    /** Batches that expire one clean-up interval after the other, and at the end the accounts that do not. */
    private void fill(AccountPool<String, Client> pool) throws InterruptedException {
        Duration interval = settings.cleanupInterval();
        for (int batch = 0; batch < PASSES; batch++) {
            long unused = time.moveTo(interval.multipliedBy(batch));
            for (int i = 0; i < expiring; i++) {
                touch(pool, "expires-" + batch + "-" + i);
            }
        }
        long unused = time.moveTo(interval.multipliedBy(PASSES - 1).plus(interval.dividedBy(2)));
        for (int i = 0; i < accounts; i++) {
            touch(pool, "stays-" + i);
        }
    }

    private static void touch(AccountPool<String, Client> pool, String account) throws InterruptedException {
        try (Lease<Client> lease = pool.acquire(account)) {
            Client unused = lease.client();
        }
    }

    private double medianOfPasses() throws InterruptedException {
        Duration first = settings.idleTimeout().plusSeconds(1);
        List<Double> micros = new ArrayList<>();
        for (int pass = 0; pass < PASSES; pass++) {
            int before = backend.live();
            long nanos = time.moveTo(first.plus(settings.cleanupInterval().multipliedBy(pass)));
            micros.add(nanos / 1e3);
            awaitLive(before - expiring);
        }
        Collections.sort(micros);
        return micros.get(PASSES / 2);
    }

    private void awaitLive(int expected) throws InterruptedException {
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        while (backend.live() > expected) {
            if (System.nanoTime() - deadline > 0) {
                break;
            }
            Thread.sleep(1);
        }
        if (backend.live() != expected) {
            throw new IllegalStateException(
                    "A pass was to leave %d clients but left %d".formatted(expected, backend.live()));
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "clients");
        thread.setDaemon(true);
        return thread;
    }
}
