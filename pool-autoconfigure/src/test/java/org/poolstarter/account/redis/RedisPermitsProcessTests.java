/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.Service.Session;

/** Processes that are stopped and killed. */
@EnabledOnOs(OS.LINUX) // for its signals and its /proc
class RedisPermitsProcessTests {

    /* The lease, and the time in which its end is found on a loaded machine: less than two leases. */
    private static final Duration ONE_LEASE = HolderProcess.LEASE.plusSeconds(7);

    private TestRedis redis;
    private Process holder;
    private BufferedReader said;
    private Replica other;

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        holder = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        HolderProcess.class.getName(),
                        String.valueOf(redis.port()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        said = holder.inputReader(StandardCharsets.UTF_8);
        awaitSaid("held");
        Replica.Plan plan = new Replica.Plan();
        plan.lease = HolderProcess.LEASE;
        other = new Replica("other", new Service(), redis.connections(), plan);
        other.acquire("alice").close(); // it is connected from now on
    }

    @AfterEach
    void stop() {
        holder.destroyForcibly();
        other.close();
        redis.close();
    }

    @Test
    void aHolderThatWasStoppedForLongerThanItsLeaseFindsItLostBeforeItTouchesTheClient() throws Exception {
        order();
        awaitSaid("touched bob");

        signal("STOP");
        await().ignoreExceptions().until(this::isStopped);
        // The first thing it does afterwards.
        order();
        Lease<Session> next =
                other.pool.acquire("bob", AcquireOptions.defaults().withTimeout(ONE_LEASE));
        signal("CONT");

        awaitSaid("lost");
        assertThat(next.client().account()).isEqualTo("bob");
        next.close();
    }

    @Test
    void thePlacesOfAReplicaThatWasKilledAreFreeWithinOneLease() throws Exception {
        holder.destroyForcibly().waitFor();

        try (Lease<Session> next =
                other.pool.acquire("bob", AcquireOptions.defaults().withTimeout(ONE_LEASE))) {
            assertThat(next.client().account()).isEqualTo("bob");
        }
    }

    private void order() {
        PrintStream orders = new PrintStream(holder.getOutputStream(), true, StandardCharsets.UTF_8);
        orders.println("touch");
    }

    /* What else comes is of logs. */
    private void awaitSaid(String expected) throws IOException {
        String line = said.readLine();
        while (line != null && !line.equals(expected)) {
            assertThat(line).doesNotStartWith("touched");
            line = said.readLine();
        }
        assertThat(line).isEqualTo(expected);
    }

    /* A signal is sent before all threads have heard of it. */
    private boolean isStopped() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(holder.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (!stat.substring(stat.lastIndexOf(')')).startsWith(") T")) {
                    return false;
                }
            }
            return true;
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(holder.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
