/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** What is measured beside the uncontended cycle, each time in a JVM of its own. */
enum Scenario {
    /** 32 threads, 4 clients of one account. */
    SCARCE {
        @Override
        boolean suits(Candidate candidate) {
            return candidate.waits();
        }

        @Override
        Map<String, Double> run(Candidate candidate, Duration window) throws InterruptedException {
            Limits limits = new Limits(4, 8, ACQUIRE_TIMEOUT);
            return new Load(32, 1, limits, Duration.ZERO, HOLD).run(candidate, window.dividedBy(3), window);
        }
    },

    /** 64 threads, 16 clients in all for 1,000 accounts, and a client takes 1 ms to open. */
    GLOBAL_LIMIT {
        @Override
        boolean suits(Candidate candidate) {
            return candidate.waits() && candidate.limitsTotal();
        }

        @Override
        Map<String, Double> run(Candidate candidate, Duration window) throws InterruptedException {
            Limits limits = new Limits(3, 16, ACQUIRE_TIMEOUT);
            return new Load(64, 1_000, limits, Duration.ofMillis(1), HOLD).run(candidate, window.dividedBy(3), window);
        }
    },

    /** 10,000 callers wait for one account while another is used. */
    NOISY_ACCOUNT {
        @Override
        boolean suits(Candidate candidate) {
            return candidate.waits();
        }

        @Override
        Map<String, Double> run(Candidate candidate, Duration window) throws InterruptedException, TimeoutException {
            return NoisyAccount.run(candidate, 10_000, window.dividedBy(3));
        }
    },

    /** The heap of accounts with one idle client each. */
    IDLE_HEAP {
        @Override
        boolean suits(Candidate candidate) {
            return true;
        }

        @Override
        Map<String, Double> run(Candidate candidate, Duration window) throws InterruptedException, TimeoutException {
            // commons-pool2 looks through all accounts at each release: of 100,000 it would make minutes
            boolean scans = candidate == Candidate.COMMONS || candidate == Candidate.COMMONS_FAIR;
            return IdleHeap.run(candidate, scans ? 10_000 : 100_000);
        }

        /* A collector that leaves nothing of its own behind. */
        @Override
        List<String> jvmArgs() {
            return List.of("-Xms2g", "-Xmx2g", "-XX:+UseSerialGC");
        }
    },

    /** A clean-up pass over 100,000 idle accounts. */
    CLEAN_UP {
        @Override
        boolean suits(Candidate candidate) {
            return candidate == Candidate.STARTER;
        }

        @Override
        Map<String, Double> run(Candidate candidate, Duration window) throws InterruptedException {
            return CleanUp.run(100_000, CleanUp.EXPIRING);
        }
    };

    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration HOLD = Duration.ofNanos(50_000);

    /** Whether the pool can take part. */
    abstract boolean suits(Candidate candidate);

    /**
     * Measures once.
     *
     * @param window for how long, where that is to be chosen
     * @return the values of {@link Figure}
     */
    abstract Map<String, Double> run(Candidate candidate, Duration window)
            throws InterruptedException, TimeoutException;

    List<String> jvmArgs() {
        return Trial.JVM_ARGS;
    }
}
