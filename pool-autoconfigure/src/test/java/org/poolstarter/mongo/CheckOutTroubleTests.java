/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ServerAddress;
import com.mongodb.event.ConnectionCheckOutFailedEvent.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.mongo.CheckOutTrouble.Scene;
import org.poolstarter.pool.TimeoutCause;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class CheckOutTroubleTests {

    private static final long WAITED = TimeUnit.MILLISECONDS.toNanos(305);
    private static final ServerCounts.Oldest OLDEST =
            new ServerCounts.Oldest(WAITED, TimeUnit.SECONDS.toNanos(12), "http-7", TimeUnit.SECONDS.toNanos(3));

    private final AtomicLong nanos = new AtomicLong();
    private final CheckOutTrouble trouble = new CheckOutTrouble(nanos::get, InstantSource.fixed(Instant.EPOCH));

    @Test
    void aFullPoolNamesTheLongestHolderAndTheWaiters(CapturedOutput output) {
        fail(Reason.TIMEOUT, counts(2, 0, ServerConnections.State.READY), true);
        assertThat(output.getAll())
                .contains("Pool sessions (mongo): an operation got no connection to db1:27017 within 305 ms: all 2"
                        + " connections are held, the longest for 12000 ms by thread http-7. 3 others wait.");
        assertThat(shown()).containsEntry("cause", "full").containsEntry("began", Instant.EPOCH);
    }

    @Test
    void aClearedPoolSaysHowOften() {
        fail(Reason.CONNECTION_ERROR, counts(0, 0, ServerConnections.State.PAUSED), true);
        assertThat(shown()).containsEntry("cause", "cleared");
        assertThat(String.valueOf(shown().get("explanation"))).contains("cleared the pool (4 times so far)");
    }

    @Test
    void connectionsThatOpenSlowlyAreTold() {
        fail(Reason.TIMEOUT, counts(0, 2, ServerConnections.State.READY), true);
        assertThat(shown()).containsEntry("cause", "opening-slowly");
        assertThat(String.valueOf(shown().get("explanation")))
                .isEqualTo(
                        "2 connections are being opened, the slowest for 3000 ms; max-connecting limits how many are at once");
    }

    @Test
    void aClientWithoutAnyServerSaysSo() {
        fail(Reason.CONNECTION_ERROR, counts(0, 0, ServerConnections.State.PAUSED), false);
        assertThat(shown()).containsEntry("cause", "server-selection");
    }

    @Test
    void aPoolThatHasAFreePlaceAgainSaysThatItWasFull() {
        fail(Reason.TIMEOUT, counts(1, 0, ServerConnections.State.READY), true);
        assertThat(shown()).containsEntry("cause", "unclear");
    }

    @Test
    void eachCauseIsToldInTheWordsOfAllBackendsWhileTheEpisodeLasts() {
        assertThat(trouble.shortage()).isNull();
        assertThat(causeOf(Reason.TIMEOUT, counts(2, 0, ServerConnections.State.READY), true))
                .isEqualTo(TimeoutCause.FULL);
        assertThat(Objects.requireNonNull(trouble.shortage()).evidence())
                .containsEntry("server", "db1:27017")
                .containsEntry("failures", 1L);
        nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(trouble.shortage()).isNotNull();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(trouble.shortage()).isNull();

        assertThat(causeOf(Reason.CONNECTION_ERROR, counts(0, 0, ServerConnections.State.PAUSED), true))
                .isEqualTo(TimeoutCause.OPEN_FAILING);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(causeOf(Reason.CONNECTION_ERROR, counts(0, 0, ServerConnections.State.PAUSED), false))
                .isEqualTo(TimeoutCause.BACKEND_DOWN);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(causeOf(Reason.TIMEOUT, counts(0, 2, ServerConnections.State.READY), true))
                .isEqualTo(TimeoutCause.SLOW_OPEN);
    }

    private TimeoutCause causeOf(Reason reason, ServerCounts counts, boolean anyReachable) {
        fail(reason, counts, anyReachable);
        return Objects.requireNonNull(trouble.shortage()).cause();
    }

    @Test
    void anEpisodeHasOneLineUntilItWasCalmForHalfAMinute(CapturedOutput output) {
        for (int i = 0; i < 100; i++) {
            fail(Reason.TIMEOUT, counts(2, 0, ServerConnections.State.READY), true);
            nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        }
        assertThat(output.getAll().split("got no connection", -1)).hasSize(2);
        assertThat(shown()).containsEntry("failures", 100L).containsEntry("episodes", 1L);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        fail(Reason.TIMEOUT, counts(2, 0, ServerConnections.State.READY), true);
        assertThat(output.getAll().split("got no connection", -1)).hasSize(3);
        assertThat(shown()).containsEntry("failures", 1L).containsEntry("episodes", 2L);
    }

    private void fail(Reason reason, ServerCounts counts, boolean anyReachable) {
        trouble.failed("sessions", WAITED, () -> new Scene(new ServerAddress("db1"), reason, counts, anyReachable, 4));
    }

    private static ServerCounts counts(int active, int opening, ServerConnections.State state) {
        return new ServerCounts(active, 0, opening, 3, state, OLDEST, 0, 2);
    }

    private Map<String, Object> shown() {
        return Objects.requireNonNull(trouble.describe());
    }
}
