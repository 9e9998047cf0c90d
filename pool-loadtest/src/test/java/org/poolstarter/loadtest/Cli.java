/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the command line inside this JVM. */
final class Cli {

    private Cli() {}

    static Result run(String... arguments) {
        return run(new Stop(), arguments);
    }

    static Result run(Stop stop, String... arguments) {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("run", "--plain"));
        all.addAll(List.of(arguments));
        int code = PoolLoadTest.commandLine(stop, new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    /** Writes an application.yml. */
    static String config(Path directory, String yaml) throws IOException {
        return Files.writeString(directory.resolve("application.yml"), yaml).toString();
    }

    record Result(int code, String out, String err) {}
}
