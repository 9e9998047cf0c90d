/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@Timeout(30)
class LoadGeneratorTests {

    private static final long STALL_MILLIS = 500;

    private final Latencies latencies = new Latencies();
    private final Stop stop = new Stop();

    @Test
    void anOpenLoopCountsTheWaitOfAllThatAStallHoldsUp() throws Exception {
        Load load = new Load(1, Arrivals.atRate(200), 200L, null, Duration.ZERO, false);

        run(load, stallingAt(20));

        // 100 operations were due during the stall; those of its first 400 ms waited 100 ms and more.
        assertThat(latencies.succeeded).hasSize(200);
        assertThat(latencies.atLeast(100)).isGreaterThanOrEqualTo(80);
        assertThat(latencies.atLeast(300)).isGreaterThanOrEqualTo(40);
    }

    @Test
    void aClosedLoopSeesAStallOnceForEachWorker() throws Exception {
        Load load = new Load(1, Arrivals.closed(), 200L, null, Duration.ZERO, false);

        run(load, stallingAt(20));

        assertThat(latencies.succeeded).hasSize(200);
        assertThat(latencies.atLeast(STALL_MILLIS)).isEqualTo(1);
    }

    @Test
    void whatIsInLineAtTheEndIsCountedWithTheTimeItHasWaited() throws Exception {
        Load load = new Load(1, Arrivals.atRate(1_000), null, Duration.ofSeconds(2), Duration.ZERO, false);

        run(load, stallingAt(0, 2_500));

        assertThat(latencies.succeeded).hasSize(1);
        assertThat(latencies.neverBegan).hasSize(1_999);
        assertThat(latencies.neverBegan).anyMatch(nanos -> nanos >= TimeUnit.MILLISECONDS.toNanos(1_998));
    }

    @Test
    void aLoadHasExactlyAsManyOperationsAsAreAskedForWhateverTheWorkers() throws Exception {
        Load load = new Load(7, Arrivals.closed(), 1_001L, null, Duration.ZERO, false);

        run(load, number -> {});

        assertThat(latencies.succeeded).hasSize(1_001);
    }

    @Test
    void aFailureIsCountedAndTheWorkerGoesOn() throws Exception {
        Load load = new Load(1, Arrivals.closed(), 10L, null, Duration.ZERO, false);

        run(load, number -> {
            if (number % 2 == 0) {
                throw new IllegalStateException("no");
            }
        });

        assertThat(latencies.succeeded).hasSize(5);
        assertThat(latencies.failed).hasSize(5);
    }

    @Test
    void nothingBeginsAfterAStop() throws Exception {
        Load load = new Load(2, Arrivals.closed(), null, Duration.ofHours(1), Duration.ZERO, false);
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch requested = new CountDownLatch(1);

        run(load, number -> {
            int count = begun.incrementAndGet();
            if (count == 50) {
                stop.request();
                requested.countDown();
            } else if (count > 50) {
                requested.await(); // the other worker may begin one more before the stop
            }
        });

        assertThat(latencies.succeeded).hasSizeBetween(50, 51);
    }

    @Test
    void theOperationsOfABurstAreDueAtOnce() {
        Arrivals bursts = Arrivals.inBursts(3, Duration.ofSeconds(2));

        assertThat(bursts.due(2)).isZero();
        assertThat(bursts.due(3)).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(bursts.due(8)).isEqualTo(Duration.ofSeconds(4).toNanos());
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsThatThisJavaLacksAreRefusedInWords() {
        Load load = new Load(1, Arrivals.closed(), 1L, null, Duration.ZERO, true);

        assertThatThrownBy(() -> run(load, number -> {}))
                .isInstanceOf(CannotRunException.class)
                .hasMessageStartingWith("--threads=virtual needs Java 21");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void workersCanBeVirtualThreads() throws Exception {
        Load load = new Load(2, Arrivals.closed(), 10L, null, Duration.ZERO, true);
        Queue<Boolean> virtual = new ConcurrentLinkedQueue<>();

        run(
                load,
                number -> virtual.add(
                        (Boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread())));

        assertThat(virtual).hasSize(10).containsOnly(true);
    }

    private void run(Load load, Operation operation) throws InterruptedException {
        new LoadGenerator(load, operation, latencies, System::nanoTime, stop).run(() -> {});
    }

    /** A server that stands still once. */
    private static Operation stallingAt(long stalled) {
        return stallingAt(stalled, STALL_MILLIS);
    }

    private static Operation stallingAt(long stalled, long millis) {
        CountDownLatch never = new CountDownLatch(1);
        return number -> {
            if (number == stalled) {
                assertThat(never.await(millis, TimeUnit.MILLISECONDS)).isFalse();
            }
        };
    }

    private static final class Latencies implements OperationListener {

        private final Queue<Long> succeeded = new ConcurrentLinkedQueue<>();
        private final Queue<Long> failed = new ConcurrentLinkedQueue<>();
        private final Queue<Long> neverBegan = new ConcurrentLinkedQueue<>();

        @Override
        public void succeeded(long nanos) {
            succeeded.add(nanos);
        }

        @Override
        public void failed(long nanos, Exception cause) {
            failed.add(nanos);
        }

        @Override
        public void neverBegan(long nanos) {
            neverBegan.add(nanos);
        }

        long atLeast(long millis) {
            return succeeded.stream()
                    .filter(nanos -> nanos >= TimeUnit.MILLISECONDS.toNanos(millis))
                    .count();
        }
    }
}
