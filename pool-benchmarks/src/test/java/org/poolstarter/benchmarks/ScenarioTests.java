/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That each scenario runs and finds its figures, in small; what the figures are is not judged here. */
class ScenarioTests {

    private static final Duration MOMENT = Duration.ofMillis(60);

    /** Longer than a machine stands still: somebody is served in it. */
    private static final Duration WINDOW = Duration.ofMillis(500);

    private static final Duration PATIENT = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource(
            value = Candidate.class,
            names = {"STARTER", "STRICT"})
    void aLoadKeepsToTheLimitAndCountsEachThread(Candidate candidate) throws Exception {
        Load load = new Load(4, 8, new Limits(1, 2, PATIENT), Duration.ofMillis(1), Duration.ofNanos(50_000));

        Map<String, Double> figures = load.run(candidate, MOMENT, WINDOW);

        assertThat(figures.get(Figure.PEAK)).isLessThanOrEqualTo(2);
        assertThat(figures.get(Figure.JAIN)).isBetween(0.25, 1.0);
        assertThat(figures.get(Figure.P50)).isLessThanOrEqualTo(figures.get(Figure.MAX));
        assertThat(figures.get(Figure.TIMEOUTS)).isZero();
    }

    @Test
    void anAccountIsMeasuredWhileOthersWaitForAnother() throws Exception {
        Map<String, Double> figures = NoisyAccount.run(Candidate.STARTER, 3, MOMENT);

        assertThat(figures)
                .containsOnlyKeys(Figure.QUIET, Figure.NOISY, Figure.SPEED_KEPT)
                .allSatisfy((name, value) -> assertThat(value).isPositive());
    }

    @Test
    void anIdleAccountCostsHeap() throws Exception {
        assertThat(IdleHeap.run(Candidate.STARTER, 2_000).get(Figure.BYTES)).isPositive();
    }

    @Test
    void aCleanUpPassIsTimedForEachNumberThatExpires() throws Exception {
        assertThat(CleanUp.run(100, List.of(0, 10)))
                .containsOnlyKeys(Figure.passMicros(0), Figure.passMicros(10))
                .allSatisfy((name, micros) -> assertThat(micros).isPositive());
    }

    @Test
    void theUncontendedCycleRunsInJmh() throws Exception {
        var options = new OptionsBuilder()
                .include(UncontendedBenchmark.class.getName())
                .param("candidate", Candidate.STARTER.name())
                .param("accounts", "3")
                .threads(2)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(MOMENT.toMillis()))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();

        assertThat(new Runner(options).run())
                .singleElement()
                .satisfies(run -> assertThat(run.getPrimaryResult().getScore()).isPositive());
    }

    @Test
    void theClockRunsWhatIsDueOnceForEachMove() {
        ManualTime time = new ManualTime();
        AtomicInteger repeated = new AtomicInteger();
        AtomicInteger once = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        ScheduledFuture<?> unused = time.scheduleWithFixedDelay(repeated::incrementAndGet, 10, 10, TimeUnit.SECONDS);
        unused = time.schedule(once::incrementAndGet, 10, TimeUnit.SECONDS);
        time.schedule(cancelled::incrementAndGet, 10, TimeUnit.SECONDS).cancel(false);

        long nanos = time.moveTo(Duration.ofSeconds(9));
        assertThat(repeated).hasValue(0);

        nanos += time.moveTo(Duration.ofSeconds(35));
        assertThat(repeated).hasValue(1);

        nanos += time.moveTo(Duration.ofSeconds(44));
        assertThat(repeated).hasValue(1);

        nanos += time.moveTo(Duration.ofSeconds(45));
        assertThat(repeated).hasValue(2);
        assertThat(once).hasValue(1);
        assertThat(cancelled).hasValue(0);
        assertThat(nanos).isPositive();
    }
}
