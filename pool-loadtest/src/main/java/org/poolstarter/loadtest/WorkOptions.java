/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What each operation does, by options. */
final class WorkOptions {

    @Option(
            names = "--operation",
            description = "simple, complex, insert or transaction, on tables of its own. (simple)")
    Work.@Nullable Kind operation;

    @Option(
            names = "--query",
            paramLabel = "TEXT",
            description = "SQL, or for MongoDB a command in JSON, in place of a built-in operation.")
    @Nullable
    String query;

    @Option(names = "--query-file", paramLabel = "FILE", description = "The same from a file.")
    @Nullable
    Path queryFile;

    @Option(names = "--allow-writes", description = "Let the query write.")
    boolean allowWrites;

    /**
     * The work.
     *
     * @throws CannotRunException if more than one is given, or the file cannot be read
     */
    Work work() {
        int given = ((operation != null) ? 1 : 0) + ((query != null) ? 1 : 0) + ((queryFile != null) ? 1 : 0);
        if (given > 1) {
            throw new CannotRunException(
                    "--operation, --query and --query-file exclude each other", "Keep one of them.");
        }
        if (query != null) {
            return new Work(Work.Kind.OWN, query, allowWrites);
        }
        if (queryFile != null) {
            return new Work(Work.Kind.OWN, read(queryFile), allowWrites);
        }
        if (operation == Work.Kind.OWN) {
            throw new CannotRunException("--operation=own has no text", "Use --query or --query-file.");
        }
        return Work.of((operation != null) ? operation : Work.Kind.SIMPLE);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException ex) {
            throw new CannotRunException("There is no file " + file, "Correct --query-file.");
        } catch (IOException ex) {
            throw new CannotRunException("The file %s cannot be read: %s".formatted(file, ex), "Correct --query-file.");
        }
    }
}
