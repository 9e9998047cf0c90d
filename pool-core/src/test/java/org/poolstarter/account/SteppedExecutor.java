/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps what it is given until the test runs it, in whatever order the test likes. For one thread. */
final class SteppedExecutor implements Executor {

    private record Task(long number, long nanos, Runnable call) {}

    private final LongSupplier nanoTime;
    private final List<Task> waiting = new ArrayList<>();
    private final List<Task> hanging = new ArrayList<>();
    private @Nullable Task running;
    private long numbers;

    SteppedExecutor(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void execute(Runnable call) {
        waiting.add(new Task(nextNumber(), nanoTime.getAsLong(), call));
    }

    /** Numbers order what happens: the submitting of tasks, and whatever else asks for one. */
    long nextNumber() {
        return ++numbers;
    }

    /** When the task that runs was submitted, as a number; that of now if none runs. */
    long submittedNumber() {
        return (running != null) ? running.number() : nextNumber();
    }

    /** When the task that runs was submitted, on the clock; now if none runs. */
    long submittedNanos() {
        return (running != null) ? running.nanos() : nanoTime.getAsLong();
    }

    int waiting() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && hanging.isEmpty();
    }

    /** Runs one of those that wait; others may be run meanwhile. */
    void run(int index) {
        Task outer = running;
        running = take(index);
        try {
            running.call().run();
        } finally {
            running = outer;
        }
    }

    /** Goes on with something else while the task that runs waits for it. */
    void meanwhile(Runnable other) {
        Task outer = running;
        running = null;
        try {
            other.run();
        } finally {
            running = outer;
        }
    }

    /** Has one of those that wait not run before {@link #releaseHanging}. */
    void hang(int index) {
        hanging.add(take(index));
    }

    void releaseHanging() {
        waiting.addAll(hanging);
        hanging.clear();
    }

    private Task take(int index) {
        Task last = waiting.remove(waiting.size() - 1);
        return (index == waiting.size()) ? last : waiting.set(index, last);
    }
}
