/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.TimeoutCause;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** When a shortage is looked into and told, on a clock of the test's own. */
@ExtendWith(OutputCaptureExtension.class)
class EpisodesTests {

    private static final Situation LEAKING = situation(false);
    private static final Situation SLOW = situation(true);
    private static final Situation FREE =
            new Situation(1, 1, 0, 2, List.of(), Duration.ofSeconds(1), null, null, null, false, true, null);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // wraps in the middle of the test
    private final AtomicInteger looks = new AtomicInteger();
    private final PoolRecorder recorder = PoolRecorder.ofHolders(nanos::get);
    private final Episodes episodes = new Episodes(
            "orders",
            recorder,
            this::look,
            nanos::get,
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));

    private Situation now = LEAKING;

    @Test
    void nothingIsShownBeforeAnAcquireTimedOut() {
        assertThat(episodes.section()).isNull();
        assertThat(looks).hasValue(0);
    }

    @Test
    void thePoolIsLookedAtOnceASecondAndEachTimeoutIsCounted(CapturedOutput output) {
        for (int i = 0; i < 10; i++) {
            episodes.timedOut();
            pass(Duration.ofMillis(150));
        }

        assertThat(looks).hasValue(2);
        assertThat(recorder.totals().timeoutCauses()).isEqualTo(Map.of(TimeoutCause.LEAK, 10L));
        assertThat(episodes.section())
                .containsEntry("timeouts", 10L)
                .containsEntry("ongoing", true)
                .containsEntry("cause", TimeoutCause.LEAK);
        assertThat(output).containsOnlyOnce("No connection in time");
    }

    @Test
    void aCauseThatComesUpLaterIsToldToo(CapturedOutput output) {
        episodes.timedOut();
        pass(Duration.ofSeconds(2));
        now = SLOW;
        episodes.timedOut();
        pass(Duration.ofSeconds(2));
        now = LEAKING;
        episodes.timedOut();

        assertThat(output).containsOnlyOnce("LEAK (").containsOnlyOnce("SLOW_SERVER (");
        assertThat(recorder.totals().timeoutCauses())
                .isEqualTo(Map.of(TimeoutCause.LEAK, 2L, TimeoutCause.SLOW_SERVER, 1L));
    }

    @Test
    void anEpisodeEndsAfterHalfAMinuteWithoutATimeout(CapturedOutput output) {
        episodes.timedOut();
        pass(Duration.ofSeconds(31));
        assertThat(episodes.section()).containsEntry("ongoing", false);

        episodes.timedOut();

        assertThat(episodes.section()).containsEntry("ongoing", true).containsEntry("timeouts", 1L);
        assertThat(output.getOut().split("No connection in time", -1)).hasSize(3);
    }

    @Test
    void whatNothingExplainsIsNeitherToldNorCountedByCause(CapturedOutput output) {
        now = FREE;
        episodes.timedOut();

        assertThat(episodes.section()).isNull();
        assertThat(recorder.totals().timeoutCauses()).isEmpty();
        assertThat(output).doesNotContain("No connection in time");
    }

    @Test
    void aStatementCannotBeginALineOfTheLog(CapturedOutput output) {
        episodes.timedOut();

        assertThat(output).contains("last select 1 from orders");
    }

    private Situation look() {
        looks.incrementAndGet();
        return now;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Situation situation(boolean running) {
        HeldConnection holder = new HeldConnection(
                "worker", false, Duration.ofSeconds(5), running, "select 1\nfrom orders", null, List.of());
        return new Situation(1, 0, 0, 1, List.of(holder), Duration.ofSeconds(1), null, null, null, false, true, null);
    }
}
