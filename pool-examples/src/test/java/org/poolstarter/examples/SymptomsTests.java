/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Each text of docs/troubleshooting.md about account pools is what the pool says, but for its numbers. */
@ExtendWith(OutputCaptureExtension.class)
class SymptomsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AcquireOptions AT_ONCE = AcquireOptions.defaults().withoutQueueing();
    private static final AcquireOptions SOON = AcquireOptions.defaults().withTimeout(Duration.ofMillis(20));

    private final List<AutoCloseable> used = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : used) {
            closeable.close();
        }
    }

    @Test
    void alreadyActive() throws Exception {
        AccountPool<String, Object> pool = pool(account -> new Object(), settings -> settings);
        hold(pool, "anna");
        isDocumented(catchThrowable(() -> pool.acquire("anna")));
    }

    @Test
    void noPlaceForOneWhoDoesNotWait() throws Exception {
        AccountPool<String, Object> pool = full(settings -> settings);
        isDocumented(catchThrowable(() -> pool.acquire("ben", AT_ONCE)));
    }

    @Test
    void tooManyWait() throws Exception {
        AccountPool<String, Object> pool = full(settings -> settings.maxPending(1));
        var waiting = pool.acquireAsync("clara");
        isDocumented(catchThrowable(() -> pool.acquire("ben")));
        waiting.cancel(true);
    }

    @Test
    void noPlaceInTime() throws Exception {
        AccountPool<String, Object> pool = full(settings -> settings);
        isDocumented(catchThrowable(() -> pool.acquire("ben", SOON)));
    }

    @Test
    void aFailedLogIn() {
        AccountPool<String, Object> pool = pool(
                account -> {
                    throw new IOException("refused");
                },
                settings -> settings);
        isDocumented(catchThrowable(() -> pool.acquire("ben")));
    }

    @Test
    void neverReleased(CapturedOutput output) throws Exception {
        AccountPool<String, Object> pool = pool(
                account -> new Object(),
                settings -> settings.sessionTimeout(Duration.ofSeconds(3)).leakThreshold(Duration.ofMillis(100)));
        Lease<Object> lease = hold(pool, "anna");
        await().atMost(PATIENCE).until(() -> output.getAll().contains("is closed under its holder"));
        isDocumented(catchThrowable(lease::client));
        assertThat(output.getAll().lines())
                .filteredOn(line -> line.contains("Account pool 'mail', account 'anna': "))
                .hasSize(2)
                .allSatisfy(line -> isDocumented(line.substring(line.indexOf("Account pool"))));
    }

    private static void isDocumented(Throwable failure) {
        isDocumented(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    private static void isDocumented(String text) {
        assertThat(documented()).contains(withoutNumbers(text));
    }

    private static List<String> documented() {
        try {
            return Files.readAllLines(Path.of("..", "docs", "troubleshooting.md")).stream()
                    .map(SymptomsTests::withoutNumbers)
                    .toList();
        } catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** Nor with the name of a thread. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("thread '[^']+'", "thread '…'").replaceAll("[0-9]+ ms", "… ms");
    }

    private AccountPool<String, Object> full(UnaryOperator<AccountPoolSettings.Builder> settings) throws Exception {
        AccountPool<String, Object> pool = pool(account -> new Object(), settings);
        for (int i : IntStream.range(0, 10).toArray()) {
            hold(pool, "account" + i);
        }
        return pool;
    }

    private AccountPool<String, Object> pool(
            ClientFactory<String, Object> factory, UnaryOperator<AccountPoolSettings.Builder> settings) {
        AccountPoolSettings limits = settings.apply(
                        AccountPoolSettings.builder().exclusive().maxSize(10).cleanupInterval(Duration.ofMillis(50)))
                .build();
        AccountPool<String, Object> pool =
                AccountPool.builder("mail", factory).limits(limits).build();
        used.add(pool);
        return pool;
    }

    private Lease<Object> hold(AccountPool<String, Object> pool, String account) throws Exception {
        Lease<Object> lease = pool.acquire(account);
        used.add(0, lease);
        return lease;
    }
}
