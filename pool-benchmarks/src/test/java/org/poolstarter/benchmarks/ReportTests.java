/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTests {

    private final Results results = new Results();
    private final Effort effort = new Effort(3, List.of(1), List.of(100), 1, 1, Duration.ofMillis(1), Duration.ZERO);

    @Test
    void aFigureIsTheMeanOfTheRoundsWithItsError() {
        uncontended(Candidate.STARTER, 90, 100, 110);

        // Half the width for 3 rounds with a standard deviation of 10: 4.303 * 10 / sqrt(3).
        assertThat(tables()).contains("| AccountPool | 100 ± 24.8 |");
    }

    @Test
    void otherPoolsAreComparedWithTheTimeOfTheAccountPool() {
        uncontended(Candidate.STARTER, 50);
        uncontended(Candidate.LAX, 150);

        assertThat(tables()).contains("| AccountPool | 1 |", "| httpcore5 Lax | 3 |");
    }

    @Test
    void aTargetIsMetOrNotByTheMeans() {
        uncontended(Candidate.STARTER, 50);
        uncontended(Candidate.LAX, 150);
        uncontended(Candidate.HAND_WRITTEN, 40);

        assertThat(tables())
                .contains(
                        "| uncontended: at most half the time of httpcore5 Lax | times: 0.333 | yes |",
                        "| uncontended: at most the time of what is written by hand | times: 1.25 | 0 of 1 |");
    }

    @Test
    void theBetterOfTheFairPeersIsWhatCounts() {
        load(Candidate.STARTER, 30, 900);
        load(Candidate.COMMONS_FAIR, 40, 800);
        load(Candidate.STRICT, 35, 1_000);

        assertThat(tables())
                .contains(
                        "| 32 threads, 4 clients: throughput of the best fair peer | 30 ns, the peer 35 | yes |",
                        "| 32 threads, 4 clients: p99.9 wait of the best fair peer | 900 us, the peer 800 | no |");
    }

    @Test
    void aPoolThatFoundNothingHasNoRow() {
        assertThat(tables()).noneMatch(line -> line.startsWith("| " + Candidate.JETTY.label()));
    }

    private List<String> tables() {
        return Report.of(effort, results, "run.sh");
    }

    private void uncontended(Candidate candidate, double... rounds) {
        for (double nanos : rounds) {
            results.add(Results.uncontended(1, 100), candidate, Map.of(Figure.NANOS, nanos));
        }
    }

    private void load(Candidate candidate, double nanos, double p999) {
        results.add(Scenario.SCARCE.name(), candidate, Map.of(Figure.NANOS, nanos, Figure.P999, p999));
    }
}
