/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/** Acquire and release where nobody has to wait and nothing has to be opened. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets parameters, and calls what is marked Setup, before anything else
public class UncontendedBenchmark {

    private static final int PER_ACCOUNT = 32;

    /* Clients opened before it begins; the few accounts that need more by chance open them in the warm-up. */
    private static final int OPENED_BEFORE = 400;

    @Param
    private Candidate candidate;

    @Param({"1", "100", "10000"})
    private int accounts;

    private String[] names;
    private KeyedPool<Object> pool;

    @Setup
    public void open(BenchmarkParams params) throws InterruptedException, TimeoutException {
        names = Accounts.names(accounts);
        pool = candidate.open(
                new Limits(PER_ACCOUNT, PER_ACCOUNT * accounts, Duration.ofSeconds(10)), new Backend(Duration.ZERO));
        int clients = Math.min(params.getThreads(), Math.max(1, OPENED_BEFORE / accounts));
        for (String name : names) {
            List<Object> held = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                held.add(pool.acquire(name));
            }
            held.forEach(one -> pool.release(name, one));
        }
    }

    @TearDown
    public void close() {
        pool.close();
    }

    @Benchmark
    public Object cycle(Caller caller) throws InterruptedException, TimeoutException {
        String account = caller.accounts.next();
        Object held = pool.acquire(account);
        Client client = pool.client(held);
        pool.release(account, held);
        return client;
    }

    /** What each thread has of its own. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // as above
    public static class Caller {

        private Accounts accounts;

        @Setup
        public void begin(UncontendedBenchmark benchmark, ThreadParams params) {
            accounts = Accounts.pickedBy(params.getThreadIndex(), benchmark.names);
        }
    }
}
