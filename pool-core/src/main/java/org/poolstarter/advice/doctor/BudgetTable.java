/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The connection budget as text, for a terminal. */
public final class BudgetTable {

    private static final List<String> HEADINGS =
            List.of("server", "for", "pools", "per instance", "instances", "reserve", "needed", "granted", "");

    private BudgetTable() {}

    /** A row for each bound of each server, and a line for each pool whose server is not known. Ends with a verdict. */
    public static String of(BudgetSums sums) {
        List<BudgetLine> lines = sums.lines();
        List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
        lines.forEach(line -> rows.add(row(line)));
        StringBuilder text = new StringBuilder("Connection budget\n");
        if (!lines.isEmpty()) {
            int[] widths = widths(rows);
            rows.forEach(row -> text.append(formatted(row, widths)).append('\n'));
        }
        sums.unknown()
                .forEach((pool, why) -> text.append(
                        "Not known for the pool %s: %s\n".formatted(pool, why.replaceAll("\\p{Cntrl}", " "))));
        return text.append(verdict(lines, sums.unknown().isEmpty()))
                .append('\n')
                .toString();
    }

    private static String verdict(List<BudgetLine> lines, boolean allKnown) {
        long over = lines.stream().filter(BudgetLine::isOver).count();
        if (over > 0) {
            return "EXCEEDED: set smaller max-size, or fewer pools.budget.replicas, or have the server grant more.";
        }
        if (!allKnown) {
            return "NOT KNOWN: no server that has answered is exceeded, but not all have.";
        }
        return lines.isEmpty() ? "NOTHING TO CHECK: no pool has a server that can be asked." : "WITHIN";
    }

    private static List<String> row(BudgetLine line) {
        BudgetSettings settings = line.settings();
        return List.of(
                line.server() + " (" + line.limit().setBy() + ")",
                line.scope(),
                line.pools(),
                String.valueOf(line.perInstance()),
                "%d + %d".formatted(settings.replicas(), settings.surge()),
                String.valueOf(settings.reserve()),
                String.valueOf(line.needed()),
                String.valueOf(line.granted()),
                line.isOver() ? "over by " + (line.needed() - line.granted()) : "");
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEADINGS.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return widths;
    }

    private static String formatted(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(String.format(Locale.ROOT, "%-" + Math.max(1, widths[i]) + "s  ", row.get(i)));
        }
        return line.toString().stripTrailing();
    }
}
