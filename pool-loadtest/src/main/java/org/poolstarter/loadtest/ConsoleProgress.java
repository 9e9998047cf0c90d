/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Progress for people: one line that changes on a terminal, else a line every few seconds. */
final class ConsoleProgress implements Progress {

    private static final int BAR_WIDTH = 24;
    private static final double PLAIN_INTERVAL_SECONDS = 5;
    private static final String ERASE = "\r\u001b[2K";

    private final PrintWriter out;
    private final boolean terminal;

    /* All of these are guarded by this. */
    private String label = "";
    private @Nullable Load load;
    private double lastLine;
    private boolean lineOpen;

    /**
     * Writes progress.
     *
     * @param terminal whether a line can be overwritten
     */
    ConsoleProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void begin(String label, Load load) {
        this.label = label;
        this.load = load;
        this.lastLine = 0;
        line("%s: %s".formatted(label, load));
    }

    @Override
    public synchronized void window(Window window, double seconds, long operations, long failures) {
        if (!terminal && seconds - lastLine < PLAIN_INTERVAL_SECONDS) {
            return;
        }
        lastLine = seconds;
        String p99 =
                (window.latency() != null) ? Numbers.figure(window.latency().p99()) + " ms" : "-";
        String figures = "%ss  %d done  %s/s  p99 %s  active %d/%d  pending %d  failed %d"
                .formatted(
                        Numbers.fixed(seconds, 1),
                        operations,
                        Numbers.figure(window.throughput()),
                        p99,
                        window.active(),
                        window.max(),
                        window.pending(),
                        failures);
        if (terminal) {
            out.print(ERASE + bar(share(seconds, operations)) + " " + figures);
            out.flush();
            lineOpen = true;
        } else {
            line("  " + figures);
        }
    }

    private double share(double seconds, long operations) {
        Load running = load;
        if (running == null) {
            return 0;
        }
        Duration duration = running.duration();
        double byTime = (duration != null) ? seconds / (duration.toNanos() / 1e9) : 0;
        Long all = running.operations();
        double byCount = (all != null) ? (double) operations / all : 0;
        return Math.min(1, Math.max(byTime, byCount));
    }

    private static String bar(double share) {
        int full = (int) Math.round(share * BAR_WIDTH);
        return "[" + "#".repeat(full) + ".".repeat(BAR_WIDTH - full) + "]";
    }

    @Override
    public synchronized void end() {
        if (lineOpen) {
            out.print(ERASE);
            out.flush();
            lineOpen = false;
        }
    }

    @Override
    public synchronized void say(String text) {
        line(label.isEmpty() ? text : label + ": " + text);
    }

    private void line(String text) {
        end();
        out.println(text);
        out.flush();
    }
}
