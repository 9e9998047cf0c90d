/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens a file as people do, without a network. */
final class Chromium {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private Chromium() {}

    static boolean isThere() {
        return Files.isExecutable(PROGRAM);
    }

    /**
     * What the browser makes of a file.
     *
     * @param dom the page as it stands when it is loaded
     * @param console what the browser has written to its log, messages of the console with the word CONSOLE
     */
    record Page(String dom, List<String> console) {}

    /**
     * Opens a page.
     *
     * @param directory for what the browser writes
     */
    static Page open(Path file, Path directory) throws IOException, InterruptedException {
        Path log = directory.resolve("browser.log");
        Path dom = directory.resolve("dom.html");
        run(directory, dom, log, "--dump-dom", file.toUri().toString());
        return new Page(Files.readString(dom), Files.readAllLines(log, StandardCharsets.ISO_8859_1));
    }

    /** Takes a picture of the top of a page. */
    static void photograph(Path file, Path picture, Path directory) throws IOException, InterruptedException {
        Files.createDirectories(picture.toAbsolutePath().getParent());
        run(
                directory,
                directory.resolve("out.txt"),
                directory.resolve("picture.log"),
                "--hide-scrollbars",
                "--window-size=1100,2600",
                "--screenshot=" + picture.toAbsolutePath(),
                file.toUri().toString());
    }

    private static void run(Path directory, Path out, Path log, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--enable-logging=stderr",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + directory.resolve("profile"),
                "--virtual-time-budget=2000"));
        command.addAll(List.of(arguments));
        Process browser = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(browser.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            browser.destroyForcibly();
        }
    }
}
