/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitingCallersTests {

    private final WaitingCallers waiting = new WaitingCallers();

    @Test
    void nobodyWaitsAtFirst() {
        assertThat(waiting.count()).isZero();
        assertThat(waiting.oldestNanos(100)).isEmpty();
    }

    @Test
    void theOldestIsTheOneThatCameFirstAndStillWaits() {
        waiting.began(0, 10);
        waiting.began(1, 20);
        waiting.began(2, 30);
        assertThat(waiting.oldestNanos(100)).hasValue(90);
        waiting.ended(0);
        assertThat(waiting.oldestNanos(100)).hasValue(80);
        waiting.ended(2);
        waiting.ended(1);
        assertThat(waiting.oldestNanos(100)).isEmpty();
        assertThat(waiting.count()).isZero();
    }

    @Test
    void theOldestIsKnownAlsoWhereMoreWaitThanThereArePlaces() {
        for (int operation = 0; operation < 5_000; operation++) {
            waiting.began(operation, operation);
        }
        assertThat(waiting.count()).isEqualTo(5_000);
        assertThat(waiting.oldestNanos(5_000)).hasValue(5_000);
        for (int operation = 0; operation < 5_000; operation++) {
            waiting.ended(operation);
        }
        assertThat(waiting.count()).isZero();
        assertThat(waiting.oldestNanos(5_000)).isEmpty();
    }

    @Test
    void aClockMayBeginBelowZero() {
        waiting.began(7, -50);
        assertThat(waiting.oldestNanos(-20)).hasValue(30);
    }

    @Test
    void manyThreadsLeaveNothingBehind() throws InterruptedException {
        int threads = 8;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        CountDownLatch done = new CountDownLatch(threads);
        for (int caller = 0; caller < threads; caller++) {
            long first = caller * 100_000L;
            callers.execute(() -> {
                for (long operation = first; operation < first + 20_000; operation++) {
                    waiting.began(operation, operation);
                    waiting.ended(operation);
                }
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        callers.shutdown();
        assertThat(waiting.count()).isZero();
        assertThat(waiting.oldestNanos(0)).isEmpty();
    }
}
