/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go beside the screen, by options. */
final class OutputOptions {

    @Option(names = "--report", paramLabel = "FILE", description = "Write a page with plots that needs no network.")
    @Nullable
    Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Write everything as JSON.")
    @Nullable
    Path json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a line for each run.")
    @Nullable
    Path csv;

    @Option(names = "--plain", description = "Write plain lines even on a terminal.")
    boolean plain;

    /**
     * Sees that the files can be written, before anything is measured.
     *
     * @throws CannotRunException if one cannot
     */
    void check() {
        for (Path file : new Path[] {html, json, csv}) {
            if (file != null) {
                requireWritable(file);
            }
        }
    }

    /* Keeps what an earlier run has left there: this one may not come to a report. */
    private static void requireWritable(Path file) {
        try {
            Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException ex) {
            throw unwritable(file, ex);
        }
    }

    /** Writes what is wanted. */
    void write(Report report) {
        if (html != null) {
            write(html, HtmlReport.write(report));
        }
        if (json != null) {
            write(json, JsonReport.write(report));
        }
        if (csv != null) {
            StringBuilder text = new StringBuilder();
            CsvReport.write(report, text);
            write(csv, text.toString());
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException ex) {
            throw unwritable(file, ex);
        }
    }

    private static CannotRunException unwritable(Path file, IOException ex) {
        return new CannotRunException(
                "The file %s cannot be written: %s"
                        .formatted(file, ex.getClass().getSimpleName()),
                "Name a file in a directory that exists and may be written to.");
    }
}
