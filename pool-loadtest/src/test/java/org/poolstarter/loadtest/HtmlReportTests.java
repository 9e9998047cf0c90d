/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class HtmlReportTests {

    private static final Thresholds THRESHOLDS =
            new Thresholds(0.99, Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), 0.01);

    @Test
    void thePageRefersToNothingOutsideItself() {
        String page = page(List.of(KneeTests.Runs.of("one", 4, 100), KneeTests.Runs.of("two", 8, 180)));

        assertThat(page)
                .doesNotContainPattern("https?://")
                .doesNotContainPattern("(?i)<script|<img|<iframe|@import|url\\(")
                .doesNotContainPattern("(?:src|href)=\"(?!data:)");
        assertThat(page)
                .contains("Latency over time", "Connections over time", "Throughput by size", "Raise max-size.");
    }

    @Test
    void theAdviceOnTheSizeIsShownWithItsReasonAndWhatToPaste() {
        Run run = KneeTests.Runs.of("one", 4, 100);
        Report report =
                Report.of("concurrent", Instant.EPOCH, false, Outcome.ofAll(List.of(run), List.of()), THRESHOLDS);
        StringWriter screen = new StringWriter();

        ScreenReport.print(report, new PrintWriter(screen));

        assertThat(screen.toString())
                .contains("one: size: Grow from 4 to 6: two are missing. (grow, confidence low, by 200 uses in 10 s)")
                .contains("one: size: Raise min-idle from 2 to 4.")
                .contains("    pools:", "          max-size: 6");
        assertThat(HtmlReport.write(report))
                .contains("Grow from 4 to 6: two are missing.", "confidence low", "Raise min-idle from 2 to 4.")
                .contains("<pre>pools:\n  jdbc:\n    orders:\n      max-size: 6\n</pre>", "<td>busy</td><td>5.2</td>");
        assertThat(JsonReport.write(report)).contains("\"advised\" : 6", "\"confidence\" : \"low\"");
    }

    @Test
    void aChartTellsAllFiguresOfAPlace() {
        assertThat(page(List.of(KneeTests.Runs.of("one", 4, 100))))
                .contains("<title>0.25 seconds\np50: 19\np95: 25\np99: 30</title>");
    }

    @Test
    void textOfAServerIsNotTakenForMarkup() {
        String page = page(List.of(KneeTests.Runs.of("<script>alert(1)</script>", 4, 100)));

        assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script>");
    }

    @Test
    void theScreenSaysWhatWasMissed() {
        Run slow = KneeTests.Runs.of("slow", 4, 100);
        Thresholds strict =
                new Thresholds(0.99, Duration.ofMillis(5), Duration.ofMillis(100), Duration.ofMillis(500), 0.01);

        Report report = Report.of("concurrent", Instant.EPOCH, false, Outcome.ofAll(List.of(slow), List.of()), strict);

        assertThat(report.reached()).isFalse();
        assertThat(HtmlReport.write(report)).contains("A threshold is missed.", "at most 5 ms", "missed");
    }

    @Test
    void aBrowserOpensThePageWithoutAnErrorOrARequest(@TempDir Path directory) throws Exception {
        assumeTrue(Chromium.isThere(), "skipped: there is no chromium in /usr/bin");
        Path page = Files.writeString(
                directory.resolve("report.html"),
                page(List.of(KneeTests.Runs.of("one", 4, 100), KneeTests.Runs.of("two", 8, 180))));

        Chromium.Page browsed = Chromium.open(page, directory);

        assertThat(browsed.dom()).contains("<polyline", "Throughput by size");
        // The policy of the page forbids every request, and the console would tell of one.
        assertThat(browsed.console()).noneMatch(line -> line.contains("CONSOLE"));
    }

    private static String page(List<Run> runs) {
        return HtmlReport.write(Report.of("sweep", Instant.EPOCH, false, Outcome.ofAll(runs, List.of()), THRESHOLDS));
    }
}
