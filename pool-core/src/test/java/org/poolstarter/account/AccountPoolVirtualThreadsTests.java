/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.poolstarter.account.ScriptedFactory.Client;

/**
 * Many virtual threads over few clients. From Java 24 on a monitor pins no thread any more, so what is left to be seen
 * there is that nothing else does; what Java 21 would see is judged by the same events.
 */
@Tag("stress")
@Timeout(120)
class AccountPoolVirtualThreadsTests {

    private static final int THREADS = 2_000;
    private static final int MAX_SIZE = 4;

    private final ScriptedFactory factory = new ScriptedFactory();

    @BeforeAll
    static void requireVirtualThreads() {
        VirtualThreads.requireJava(25);
    }

    private AccountPool<String, Client> newPool() {
        return AccountPool.builder("virtual", factory)
                .limits(AccountPoolSettings.builder()
                        .maxSize(MAX_SIZE)
                        .closeTimeout(Duration.ZERO)
                        .maxPerAccount(MAX_SIZE)
                        .build())
                .build();
    }

    @Test
    void nothingPinsAVirtualThreadThatAcquiresWaitsTimesOutOrIsInterrupted(@TempDir Path folder) throws Exception {
        try (Recording recording = new Recording();
                AccountPool<String, Client> pool = newPool()) {
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold();
            recording.enable("jdk.VirtualThreadEnd");
            // Whoever loads or initializes a class is pinned meanwhile, and so is who waits for that: all is loaded
            // first.
            callByVirtualThreads(pool);
            recording.start();

            callByVirtualThreads(pool);

            assertThat(pool.snapshot().pending()).isZero();
            assertThat(factory.mostInAll()).isLessThanOrEqualTo(MAX_SIZE);
            recording.stop();
            Path file = folder.resolve("events.jfr");
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events)
                    .as("the recording sees virtual threads")
                    .filteredOn(event -> event.getEventType().getName().equals("jdk.VirtualThreadEnd"))
                    .hasSizeGreaterThanOrEqualTo(THREADS / 2);
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                    .filteredOn(AccountPoolVirtualThreadsTests::isOurs)
                    .isEmpty();
        }
    }

    /** Also the recording pins a thread now and then, as one that ends; that is no thread that works with a pool. */
    private static boolean isOurs(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        String ours = AccountPool.class.getPackageName();
        return stack == null
                || stack.getFrames().stream()
                        .anyMatch(frame -> frame.getMethod().getType().getName().startsWith(ours));
    }

    private static void callByVirtualThreads(AccountPool<String, Client> pool) throws Exception {
        ExecutorService callers = VirtualThreads.newExecutor();
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            calls.add(callers.submit(() -> call(pool, number)));
            if (number % 7 == 3) {
                calls.get(number).cancel(true);
            }
        }
        for (Future<?> call : calls) {
            if (!call.isCancelled()) {
                call.get(60, TimeUnit.SECONDS);
            }
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @SuppressWarnings("ThreadPriorityCheck") // lets others come while the client is held; nothing depends on it
    private static Object call(AccountPool<String, Client> pool, int number) {
        AcquireOptions options = AcquireOptions.defaults();
        for (int round = 0; round < 5; round++) {
            boolean hurried = (number + round) % 5 == 0;
            Duration timeout = hurried ? Duration.ofMillis(1) : Duration.ofMinutes(1);
            try (Lease<Client> lease = pool.acquire("a" + number % 3, options.withTimeout(timeout))) {
                lease.client().begin();
                Thread.yield();
                lease.client().end();
            } catch (AcquireTimeoutException ex) {
                if (!hurried) {
                    throw ex;
                }
            } catch (InterruptedException ex) {
                return "interrupted";
            }
        }
        return "done";
    }

    /**
     * The time that the processors spent on this JVM while the callers are blocked, against the time that passed: one
     * caller that spins would take a whole processor, so half a processor is a bound that neither the JVM's own threads nor
     * a busy machine come near. A busy machine makes the window longer and gives this JVM less of it.
     */
    @Test
    void virtualThreadsThatWaitTakeNoProcessor() throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        ExecutorService callers = VirtualThreads.newExecutor();
        AccountPool<String, Client> pool = newPool();
        List<Lease<Client>> held = new ArrayList<>();
        for (int i = 0; i < MAX_SIZE; i++) {
            held.add(pool.acquire("a"));
        }
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            calls.add(callers.submit(() -> pool.acquire("a")));
        }
        await().until(() -> pool.snapshot().pending() == THREADS);

        // The least of some windows: what the JVM compiles or collects after the start is not what the callers take.
        double least = Double.MAX_VALUE;
        for (int window = 0; window < 10 && least > 0.05; window++) {
            long processor = system.getProcessCpuTime();
            long start = System.nanoTime();
            // The wait of a caller is the window, which therefore tells nothing of how long this thread sleeps.
            assertThatExceptionOfType(AcquireTimeoutException.class)
                    .isThrownBy(
                            () -> pool.acquire("a", AcquireOptions.defaults().withTimeout(Duration.ofMillis(500))));
            least = Math.min(least, (double) (system.getProcessCpuTime() - processor) / (System.nanoTime() - start));
        }

        assertThat(pool.snapshot().pending()).isEqualTo(THREADS);
        assertThat(least).as("processors taken").isLessThan(0.5);
        pool.close();
        for (Future<?> call : calls) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                    .withCauseInstanceOf(PoolClosedException.class);
        }
        callers.shutdown();
        assertThat(held).hasSize(MAX_SIZE);
    }
}
