/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.poolstarter.advice.BackendState;
import org.poolstarter.advice.Peak;
import org.poolstarter.advice.PoolPeaks;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.advice.Reachability;
import org.poolstarter.advice.Severity;
import org.poolstarter.advice.Warning;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

class SaturationTests {

    private static final PoolSnapshot CALM = PoolSnapshot.of(4, 0, 0, 4, 1);
    private static final PoolSnapshot SATURATED = PoolSnapshot.of(4, 0, 3, 4, 1);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LEAK | GROW | connections are held for too long by callers that do nothing with them or have forgotten them",
                "SLOW_SERVER | KEEP | more would make it slower",
                "OPEN_FAILING | KEEP | refuses new connections, whatever the size",
                "BACKEND_DOWN | KEEP | cannot be reached, whatever the size",
                "SLOW_OPEN | KEEP | more idle ones help where a pool keeps some, and a greater size does not",
                "FULL | GROW | so that more would help",
                "FULL | SERVER_BOUND | so that more would not help",
                "FULL | TOO_LITTLE_SEEN | too little was seen to say whether more would help",
                "FULL | KEEP | shorten the uses, or call less at once"
            })
    void whatAPoolSaysIsOneSentenceWithItsCauseItsNumbersAndTheSize(TimeoutCause cause, Verdict verdict, String words) {
        Shortage shortage = new Shortage(cause, Map.of("active", 4), "do something");

        assertThat(sentence(CALM, Reachability.REACHABLE, shortage, verdict))
                .startsWith(cause + ": ")
                .contains(words)
                .endsWith(" (active=4).")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource(names = {"KEEP", "SHRINK"})
    void aPoolThatMayNotBeAsGreatAsNeededIsToldSo(Verdict verdict) {
        assertThat(new Saturation(TimeoutCause.FULL, "active=4").sentence(verdict, true))
                .isEqualTo(
                        "FULL: every connection is in use, and more are needed than there may be: shorten the uses, call less at once, or raise what bounds the pool (active=4).");
        assertThat(new Saturation(TimeoutCause.SLOW_SERVER, "active=4").sentence(verdict, true))
                .contains("more would make it slower");
    }

    @Test
    void aPoolThatSaysNothingIsFullWhereCallersWaitForAllOfItForSomeTime() {
        Warning saturated =
                new Warning("saturated", Severity.CRITICAL, Map.of(), Duration.ofSeconds(3), "Raise max-size.", NOW);

        assertThat(silent(SATURATED, List.of(saturated), List.of()))
                .startsWith("FULL: ")
                .endsWith("(active=4, max=4, pending=3).");
        assertThat(silent(SATURATED, List.of(), List.of(saturated)))
                .as("silenced")
                .startsWith("FULL: ");
        assertThat(silent(SATURATED, List.of(), List.of())).as("for a moment").isNull();
        assertThat(silent(CALM, List.of(saturated), List.of())).as("over").isNull();
    }

    private static @Nullable String silent(PoolSnapshot snapshot, List<Warning> warnings, List<Warning> silenced) {
        return sentence(report(snapshot, Reachability.REACHABLE, warnings, silenced), null, null, Verdict.GROW);
    }

    @Test
    void aBackendThatDoesNotAnswerExplainsAllElse() {
        assertThat(sentence(SATURATED, Reachability.UNREACHABLE, null, Verdict.GROW))
                .isEqualTo("BACKEND_DOWN: the server cannot be reached, whatever the size (refused).");
    }

    @Test
    void aBackendThatRefusesIsNotDown() {
        Refusal refusal = new Refusal(Refusal.Reason.CREDENTIALS, "wrong password", "Correct it.");
        assertThat(sentence(report(CALM, Reachability.UNREACHABLE), null, refusal, Verdict.GROW))
                .isEqualTo(
                        "OPEN_FAILING: the server answers and refuses new connections, whatever the size (wrong password).");
    }

    private static @Nullable String sentence(
            PoolSnapshot snapshot, Reachability reachability, @Nullable Shortage shortage, Verdict verdict) {
        return sentence(report(snapshot, reachability), shortage, null, verdict);
    }

    private static @Nullable String sentence(
            PoolReport report, @Nullable Shortage shortage, @Nullable Refusal refusal, Verdict verdict) {
        Saturation saturation = Saturation.of(report, shortage, refusal);
        return (saturation != null) ? saturation.sentence(verdict, false) : null;
    }

    private static PoolReport report(PoolSnapshot snapshot, Reachability reachability) {
        return report(snapshot, reachability, List.of(), List.of());
    }

    private static PoolReport report(
            PoolSnapshot snapshot, Reachability reachability, List<Warning> warnings, List<Warning> silenced) {
        return new PoolReport(
                new SilentPool(snapshot),
                snapshot,
                PoolStatus.HEALTHY,
                new BackendState(reachability, NOW, "use", "refused"),
                new PoolPeaks(new Peak(4, NOW), new Peak(3, NOW), new Peak(4, NOW)),
                warnings,
                silenced,
                Map.of());
    }

    /** A pool that knows its counts only. */
    private record SilentPool(PoolSnapshot snapshot) implements Pool {

        @Override
        public String name() {
            return "silent";
        }

        @Override
        public String backend() {
            return "test";
        }
    }
}
