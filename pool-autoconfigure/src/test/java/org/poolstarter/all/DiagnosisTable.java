/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was said of each fault, as a table for {@code docs/troubleshooting.md}. */
final class DiagnosisTable {

    private static final Path FILE = Path.of("target", "diagnosis.md");

    private final Map<String, String> rows = new TreeMap<>();

    /** Adds what was said of a fault: the codes of its warnings, and evidence and remedy of the worst. */
    synchronized void add(String fault, String done, List<Map<String, Object>> warnings, @Nullable String cause) {
        String codes = warnings.stream()
                .map(warning -> "`" + warning.get("code") + "`")
                .collect(Collectors.joining(", "));
        Map<String, Object> worst = warnings.get(0);
        rows.put(
                fault,
                "| %s | %s | %s | %s | %s | %s |"
                        .formatted(
                                fault,
                                done,
                                codes,
                                (cause != null) ? "`" + cause + "`" : "",
                                cell(worst.get("evidence")),
                                cell(worst.get("remedy"))));
    }

    private static String cell(@Nullable Object value) {
        return String.valueOf(value)
                .replaceAll("[{}]", "")
                .replace("|", "\\|")
                .replaceAll("\\s+", " ")
                .replaceAll("(localhost|127\\.0\\.0\\.1):\\d+", "$1");
    }

    synchronized void write() {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(
                    FILE,
                    "| fault | what was done | warnings | cause | evidence of the first | its remedy |%n|---|---|---|---|---|---|%n%s%n"
                            .formatted(String.join(System.lineSeparator(), rows.values())));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
