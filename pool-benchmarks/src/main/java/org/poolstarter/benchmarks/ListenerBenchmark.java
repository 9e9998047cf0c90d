/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.ThreadParams;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.Lease;
import org.poolstarter.pool.PoolEventListener;
import org.poolstarter.pool.PoolEventType;

/**
 * What records of sessions, and a listener to every event, add to acquire and release where nobody has to wait. A listener
 * that never returns must cost less than one that takes its events, since what it misses is only counted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets parameters, and calls what is marked Setup, before anything else
public class ListenerBenchmark {

    /** Who listens to every event. */
    public enum Listening {
        NOBODY,
        TAKES_ALL,
        NEVER_RETURNS
    }

    private static final int ACCOUNTS = 100;
    private static final int PER_ACCOUNT = 32;

    @Param
    private Listening listening;

    @Param({"200", "0"})
    private int records;

    private String[] names;
    private AccountPool<String, Client> pool;
    private CountDownLatch never;

    @Setup
    public void open(Blackhole blackhole) throws InterruptedException {
        names = Accounts.names(ACCOUNTS);
        never = new CountDownLatch(1);
        Backend backend = new Backend(Duration.ZERO);
        pool = AccountPool.<String, Client>builder("benchmark", account -> backend.open())
                .limits(
                        StarterPool.settings(new Limits(PER_ACCOUNT, PER_ACCOUNT * ACCOUNTS, Duration.ofSeconds(10)))
                                .toBuilder()
                                .sessionRecords(records)
                                .build())
                .build();
        if (listening != Listening.NOBODY) {
            pool.events().addListener(EnumSet.allOf(PoolEventType.class), listener(blackhole));
        }
        for (String name : names) {
            pool.acquire(name).close();
        }
    }

    private PoolEventListener listener(Blackhole blackhole) {
        return (listening == Listening.TAKES_ALL) ? blackhole::consume : event -> awaitForEver();
    }

    private void awaitForEver() {
        try {
            never.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    @TearDown
    public void close() {
        pool.close();
        never.countDown();
    }

    @Benchmark
    public Object cycle(Caller caller) throws InterruptedException {
        try (Lease<Client> lease = pool.acquire(caller.accounts.next())) {
            return lease.client();
        }
    }

    /** What each thread has of its own. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // as above
    public static class Caller {

        private Accounts accounts;

        @Setup
        public void begin(ListenerBenchmark benchmark, ThreadParams params) {
            accounts = Accounts.pickedBy(params.getThreadIndex(), benchmark.names);
        }
    }
}
