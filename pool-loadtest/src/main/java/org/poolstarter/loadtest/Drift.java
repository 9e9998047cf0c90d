/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How the last quarter of a run differs from the second one; the first is left out, in which things become warm. */
final class Drift {

    private static final int QUARTERS = 4;

    private Drift() {}

    /** Empty if the run was too short to have quarters. */
    static Optional<Finding> of(Run run) {
        List<Window> windows = run.windows().stream()
                .filter(window -> window.latency() != null)
                .toList();
        int quarter = windows.size() / QUARTERS;
        if (quarter == 0) {
            return Optional.empty();
        }
        List<Window> early = windows.subList(quarter, 2 * quarter);
        List<Window> late = windows.subList(windows.size() - quarter, windows.size());
        double p99 = change(
                early,
                late,
                window -> (window.latency() != null) ? window.latency().p99() : 0);
        double mean = change(
                early,
                late,
                window -> (window.latency() != null) ? window.latency().mean() : 0);
        double throughput = change(early, late, Window::throughput);
        double size = change(early, late, Window::size);
        return Optional.of(new Finding(
                "drift",
                "%s: from its second to its last quarter the mean latency changed by %s, p99 by %s, throughput by %s, open connections by %s"
                        .formatted(run.label(), signed(mean), signed(p99), signed(throughput), signed(size)),
                Map.of("mean", mean, "p99", p99, "throughput", throughput, "size", size)));
    }

    /** As a ratio of the early mean; 0 where that is zero. */
    private static double change(List<Window> early, List<Window> late, ToDoubleFunction<Window> figure) {
        double before = early.stream().mapToDouble(figure).average().orElse(0);
        double after = late.stream().mapToDouble(figure).average().orElse(0);
        return (before == 0) ? 0 : after / before - 1;
    }

    private static String signed(double ratio) {
        return ((ratio >= 0) ? "+" : "") + Numbers.fixed(ratio * 100, 1) + " %";
    }
}
