/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.Service.Session;

/** Processes that are stopped and killed. */
@DisabledOnOs(OS.WINDOWS) // without signals
class RedisPermitsProcessTests {

    /* The lease, and the time in which its end is found. */
    private static final Duration ONE_LEASE = Replica.LEASE.plusSeconds(1);

    private TestRedis redis;
    private Process holder;
    private BufferedReader said;
    private Replica other;

    @BeforeEach
    void start() throws IOException {
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
        other = new Replica("other", new Service(), redis.connections(), new Replica.Plan());
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

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(holder.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
