/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static java.time.Duration.ofMillis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPoolSettings.LeakStacks;
import org.poolstarter.account.AccountPoolSettings.ReuseOrder;
import org.poolstarter.account.AccountPoolSettings.WhenBusy;
import org.poolstarter.account.FuzzModel.Call;
import org.poolstarter.account.FuzzModel.Event;
import org.poolstarter.account.FuzzModel.Held;
import org.poolstarter.account.FuzzService.Session;

/**
 * One pool, and chance in the parts of its callers, its operators, its service, its threads and the clock. All on one
 * thread, and each decision from one seed: the same seed does the same again. A task of the pool runs when chance picks
 * it, and while the service opens, validates or closes, other steps happen in between.
 */
final class FuzzRun {

    private static final int REMEMBERED = 40;
    private static final int DEEPEST = 2;

    private record Act(int step, int depth, Object what, int number) {

        @Override
        public String toString() {
            return "%6d %s%s %d".formatted(step, "  ".repeat(depth), what, number);
        }
    }

    private final long seed;
    private final int steps;
    private final RandomGenerator random;
    private final ManualTime time = new ManualTime();
    private final SteppedExecutor tasks = new SteppedExecutor(time::nanoTime);
    private final int accounts;
    private final FuzzModel model;
    private final FuzzService service;
    private final AccountPool<String, Session> pool;
    private final Deque<Act> last = new ArrayDeque<>();
    private int step;
    private int depth;
    private long digest;

    FuzzRun(long seed, int steps) {
        this.seed = seed;
        this.steps = steps;
        this.random = new SplittableRandom(seed);
        this.accounts = 2 + random.nextInt(FuzzModel.MOST_ACCOUNTS - 1);
        AccountPoolSettings limits = limits();
        this.model = new FuzzModel(time::nanoTime, tasks, accounts, limits);
        this.service = new FuzzService(random, model, this::meanwhile);
        this.pool = AccountPool.builder("fuzz", service.newFactory())
                .limits(limits)
                .executor(tasks)
                .scheduler(time)
                .nanoTime(time::nanoTime)
                .random(new SplittableRandom(~seed))
                .build();
        model.judge(pool);
    }

    /**
     * Takes all steps and closes the pool.
     *
     * @return what happened how often
     * @throws AssertionError as soon as a promise is broken
     */
    Map<Event, Long> run() {
        while (step < steps) {
            takeStep();
            throwIfBroken();
        }
        end();
        throwIfBroken();
        return new EnumMap<>(model.events());
    }

    /** A number made of all that happened. */
    long digest() {
        return digest;
    }

    private AccountPoolSettings limits() {
        AccountPoolSettings.Builder limits = AccountPoolSettings.builder()
                .maxSize(1 + random.nextInt(8))
                .maxPerAccount(1 + random.nextInt(4))
                .maxOpening(1 + random.nextInt(4))
                .maxPending(random.nextInt(4) == 0 ? 2 + random.nextInt(12) : null)
                .maxPendingPerAccount(random.nextInt(4) == 0 ? 1 + random.nextInt(5) : null)
                .maxUses(random.nextInt(4) == 0 ? 1 + random.nextInt(4) : null)
                .whenBusy(random.nextBoolean() ? WhenBusy.REJECT : WhenBusy.WAIT)
                .keepIdle(random.nextInt(8) != 0)
                .reuseOrder(random.nextBoolean() ? ReuseOrder.MRU : ReuseOrder.LRU)
                .acquireTimeout(ofMillis(100))
                .connectTimeout(ofMillis(5 + random.nextInt(60)))
                .sessionTimeout(ofMillis(20 + random.nextInt(200)))
                .idleTimeout(ofMillis(10 + random.nextInt(100)))
                .maxLifetime(ofMillis(50 + random.nextInt(500)))
                .lifetimeJitter(random.nextBoolean() ? 0.5 : 0)
                .validateAfter(ofMillis(random.nextInt(40)))
                .keepaliveInterval(random.nextInt(3) == 0 ? ofMillis(5 + random.nextInt(30)) : null)
                .agingInterval(ofMillis(1 + random.nextInt(10)))
                .cleanupInterval(ofMillis(25))
                .closeTimeout(ofMillis(1))
                .leakStacks(LeakStacks.NONE);
        if (random.nextInt(4) == 0) {
            limits.openBackoff(ofMillis(1 + random.nextInt(5))).maxOpenBackoff(ofMillis(8));
        } else {
            limits.openBackoff(Duration.ZERO);
        }
        if (random.nextInt(6) == 0) {
            limits.exclusive();
        }
        return limits.build();
    }

    // Steps

    private void takeStep() {
        step++;
        Act before = last.peekLast();
        try {
            act();
        } catch (Throwable ex) {
            // Whatever a pool throws that it should not.
            model.crashed(ex);
        }
        model.changed();
        if (last.peekLast() != before) {
            model.count(Event.OPERATION);
        }
        if (isQuiet()) {
            time.advance(Duration.ZERO);
        }
        model.check();
        if (isQuiet()) {
            model.checkQuiet();
        }
        Throwable failure = time.failure();
        if (failure != null) {
            model.crashed(failure);
        }
    }

    private void meanwhile() {
        if (depth >= DEEPEST || random.nextInt(6) != 0) {
            return;
        }
        depth++;
        for (int more = 1 + random.nextInt(6); more > 0; more--) {
            tasks.meanwhile(this::takeStep);
        }
        depth--;
    }

    private void act() {
        int choice = random.nextInt(1000);
        if (choice < 330) {
            runTask();
        } else if (choice < 530) {
            acquireAsync();
        } else if (choice < 700) {
            endLease();
        } else if (choice < 800) {
            advance();
        } else if (choice < 840) {
            acquireNow();
        } else if (choice < 880) {
            tryAcquire();
        } else if (choice < 910) {
            cancel();
        } else if (choice < 940) {
            runAll();
        } else if (choice < 960) {
            hang();
        } else {
            operate();
        }
    }

    private void operate() {
        int choice = random.nextInt(30);
        if (model.isPaused() && choice < 15) {
            resume();
        } else if (choice < 2) {
            pause();
        } else if (choice < 3) {
            drain();
        } else if (choice < 8) {
            evictIdle();
        } else if (choice < 12) {
            closeAll();
        } else if (choice < 14) {
            clear();
        } else if (choice < 20) {
            changeLimits();
        } else if (choice < 24) {
            changeLimit();
        } else if (choice < 26) {
            replaceFactory();
        } else if (choice < 28) {
            acquireInterrupted();
        } else {
            failLease();
        }
    }

    private void runTask() {
        if (tasks.waiting() > 0) {
            int index = random.nextInt(tasks.waiting());
            note("run task", index);
            run(index);
        }
    }

    private void run(int index) {
        tasks.run(index);
        model.changed();
        model.noteUnseen();
    }

    private void runAll() {
        note("run all tasks", tasks.waiting());
        tasks.releaseHanging();
        for (int left = 1000; tasks.waiting() > 0 && left > 0; left--) {
            run(random.nextInt(tasks.waiting()));
        }
    }

    private void hang() {
        if (tasks.waiting() > 0) {
            int index = random.nextInt(tasks.waiting());
            note("hang task", index);
            tasks.hang(index);
        } else {
            tasks.releaseHanging();
        }
    }

    private void advance() {
        int millis = (random.nextInt(20) == 0) ? random.nextInt(400) : random.nextInt(12);
        note("advance", millis);
        time.advance(ofMillis(millis));
    }

    private AcquireOptions options() {
        AcquireOptions options = random.nextInt(6) == 0 ? AcquireOptions.fresh() : AcquireOptions.defaults();
        if (random.nextInt(4) == 0) {
            options = options.withPriority(random.nextInt(11) - 5);
        }
        if (random.nextInt(8) == 0) {
            options = options.withoutQueueing();
        }
        if (random.nextInt(8) == 0) {
            options = options.withTimeout(ofMillis(random.nextInt(60)));
        }
        return options;
    }

    private void acquireAsync() {
        int account = random.nextInt(accounts);
        AcquireOptions options = options();
        note(options, account);
        Boolean refusalDue = (options.queue() || !isQuiet()) ? null : model.isAtLimit(account);
        Call call = model.begins(account, options);
        long rejected = model.events().getOrDefault(Event.REJECTED, 0L);
        model.changes(account);
        model.waits(call, pool.acquireAsync(FuzzModel.nameOf(account), options));
        if (refusalDue != null) {
            model.refusedAtLimit(model.events().getOrDefault(Event.REJECTED, 0L) > rejected, refusalDue);
        }
    }

    private void acquireNow() {
        int account = random.nextInt(accounts);
        AcquireOptions options = options().withTimeout(Duration.ZERO);
        note("acquire at once", account);
        note(options, account);
        Call call = model.begins(account, options);
        try {
            model.endsAtOnce(call, pool.acquire(FuzzModel.nameOf(account), options), null);
        } catch (AcquireException | InterruptedException ex) {
            model.endsAtOnce(call, null, ex);
        }
    }

    private void acquireInterrupted() {
        int account = random.nextInt(accounts);
        note("acquire interrupted", account);
        Call call = model.begins(account, AcquireOptions.defaults());
        Thread.currentThread().interrupt();
        try {
            model.waits(call, pool.acquireAsync(FuzzModel.nameOf(account)));
        } finally {
            Thread.interrupted();
        }
    }

    private void tryAcquire() {
        int account = random.nextInt(accounts);
        note("try", account);
        pool.tryAcquire(FuzzModel.nameOf(account)).ifPresent(lease -> model.found(account, lease));
    }

    private void cancel() {
        List<Call> waiting = model.waiting();
        if (!waiting.isEmpty()) {
            int index = random.nextInt(waiting.size());
            note("cancel", index);
            Call call = waiting.get(index);
            CompletableFuture<?> future = call.future;
            if (future != null) {
                model.changes(call.account);
                future.cancel(false);
            }
        }
    }

    private void endLease() {
        Held mine = anyHeld();
        if (mine == null) {
            return;
        }
        int choice = random.nextInt(20);
        note((choice == 0) ? "discard" : "release", mine.session.account);
        if (choice == 1) {
            mine.toClose = true;
            mine.lease.closeAfterUse();
        }
        model.ends(mine, choice == 0);
        model.changes(mine.session.account);
        if (choice == 0) {
            mine.lease.discard();
        } else {
            mine.lease.close();
        }
        if (choice > 15) {
            mine.lease.discard();
            mine.lease.close();
        }
    }

    private void failLease() {
        Held mine = anyHeld();
        if (mine != null) {
            note("fail", mine.session.account);
            mine.lease.failed(new IllegalStateException("fuzz"));
        }
    }

    private @Nullable Held anyHeld() {
        List<Held> held = model.held();
        return held.isEmpty() ? null : held.get(random.nextInt(held.size()));
    }

    private void pause() {
        note("pause", 0);
        model.paused();
        pool.pause();
    }

    private void resume() {
        note("resume", 0);
        model.resumed();
        pool.resume();
    }

    private void drain() {
        note("drain", 0);
        model.paused();
        try {
            pool.drain(Duration.ZERO);
        } catch (InterruptedException ex) {
            model.crashed(ex);
        }
    }

    private void evictIdle() {
        note("evict idle", 0);
        model.evictsIdle(pool::evictIdle);
    }

    private void closeAll() {
        int account = random.nextInt(accounts);
        note("close all", account);
        model.clears(account, () -> pool.closeAll(FuzzModel.nameOf(account)));
    }

    private void clear() {
        note("clear", 0);
        model.clears(null, pool::clear);
    }

    private void changeLimits() {
        AccountPoolSettings.Builder changed = pool.limits().toBuilder()
                .maxSize(1 + random.nextInt(8))
                .maxOpening(1 + random.nextInt(4))
                .sessionTimeout(ofMillis(20 + random.nextInt(200)));
        if (!pool.limits().exclusive()) {
            changed.maxPerAccount(1 + random.nextInt(4));
        }
        AccountPoolSettings limits = changed.build();
        note("change max-size to", limits.maxSize());
        note("change max-per-account to", limits.maxPerAccount());
        model.limitsChanged(limits);
        pool.changeLimits(limits);
    }

    private void changeLimit() {
        int account = random.nextInt(accounts);
        int most = pool.limits().exclusive() ? 1 : 4;
        Integer limit = random.nextBoolean() ? (Integer) (1 + random.nextInt(most)) : null;
        note("change limit to " + limit, account);
        model.limitChanged(account, limit);
        pool.changeLimit(FuzzModel.nameOf(account), limit);
    }

    private void replaceFactory() {
        note("replace factory", 0);
        ClientFactory<String, Session> successor = service.newFactory();
        model.factoryReplaced(successor);
        pool.replaceFactory(successor);
    }

    private boolean isQuiet() {
        return depth == 0 && tasks.isEmpty();
    }

    // The end

    private void end() {
        if (random.nextBoolean()) {
            note("release all", 0);
            while (!model.held().isEmpty()) {
                Held mine = model.held().get(0);
                model.ends(mine, false);
                mine.lease.close();
            }
            runAll();
        }
        note("close", 0);
        model.closes();
        // Ends the time of grace, during which this thread could not run what the pool waits for.
        Thread.currentThread().interrupt();
        pool.close();
        Thread.interrupted();
        takeStepsOfTheEnd();
        model.checkOver();
        if (time.waitingOnce() + time.repeating() > 0) {
            model.crashed(new AssertionError("Timers outlive the pool"));
        }
    }

    private void takeStepsOfTheEnd() {
        depth = DEEPEST;
        model.check();
        acquireAsync();
        runAll();
        while (!model.held().isEmpty()) {
            endLease();
        }
        model.check();
        model.checkQuiet();
    }

    // The report

    private void note(Object what, int number) {
        digest = 31 * (31 * digest + what.hashCode()) + number;
        last.addLast(new Act(step, depth, what, number));
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
    }

    private void throwIfBroken() {
        String broken = model.broken();
        if (broken != null) {
            throw new AssertionError(
                    "Seed %d, step %d: %s%nReplay it with -Daccount.fuzz.seed=%d. The last steps were:%n%s%n%s"
                            .formatted(
                                    seed,
                                    step,
                                    broken,
                                    seed,
                                    last.stream()
                                            .map(Act::toString)
                                            .collect(Collectors.joining(System.lineSeparator())),
                                    pool.sections().get("accounts")),
                    model.cause());
        }
    }
}
