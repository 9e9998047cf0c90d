/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command at the top of docs/loadtest.md, which needs no server: within 3 minutes it gives a page that opens offline. */
class DocumentedCommandTests {

    private static final Pattern COMMAND = Pattern.compile("java -jar \\S+ run (--embedded .*)");

    @Test
    @Timeout(180)
    void oneCommandWithoutAServerGivesAPageThatOpensWithoutANetwork(@TempDir Path directory) throws Exception {
        Path page = directory.resolve("report.html");

        Cli.Result result = Cli.run(documented(page));

        // Whether this machine is fast enough for the thresholds is not the matter; that it could run is.
        assertThat(result.code()).as(result.err() + result.out()).isBetween(0, 1);
        assertThat(Files.readString(page)).contains("Advice on the size", "confidence low");
        assumeTrue(Chromium.isThere(), "skipped: there is no chromium in /usr/bin");
        Chromium.Page opened = Chromium.open(page, directory);
        assertThat(opened.dom()).contains("orders", "sessions", "mail", "Latency over time", "<polyline");
        assertThat(opened.console()).noneMatch(line -> line.contains("CONSOLE"));
        Path picture = Path.of("target", "report.png");
        Chromium.photograph(page, picture, directory);
        assertThat(picture).isNotEmptyFile();
    }

    private static String[] documented(Path page) throws Exception {
        Matcher command = COMMAND.matcher(Files.readString(Path.of("../docs/loadtest.md")));
        assertThat(command.find()).isTrue();
        List<String> options = Arrays.asList(command.group(1).strip().split(" "));
        assertThat(options).contains("--report", "report.html");
        return options.stream()
                .flatMap(option -> option.equals("report.html") ? Stream.of(page.toString()) : Stream.of(option))
                .toArray(String[]::new);
    }
}
