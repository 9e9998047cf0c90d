/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One load against one pool, and what was measured.
 *
 * @param label what distinguishes it from the others of a report
 * @param pool the name of the pool
 * @param backend what is pooled
 * @param target where it leads, without credentials; null where that is not known
 * @param profile the profile that the pool follows; null without one
 * @param settings the settings in force, with their values as they are written in YAML
 * @param operation what was done
 * @param load how much of it
 * @param workers how many workers there were
 * @param rate arrivals per second of an open loop; null in a closed one
 * @param size the bound of connections
 * @param figures what was measured over the whole run
 * @param windows what was measured in stretches
 * @param advice what the starter had to say meanwhile
 * @param sizing what it advises on the size; null without a pool
 */
record Run(
        String label,
        String pool,
        String backend,
        @Nullable String target,
        @Nullable String profile,
        Map<String, String> settings,
        String operation,
        String load,
        int workers,
        @Nullable Double rate,
        int size,
        Figures figures,
        List<Window> windows,
        List<Advice> advice,
        @Nullable Sizing sizing) {

    Run {
        windows = List.copyOf(windows);
        advice = List.copyOf(advice);
    }

    /**
     * A warning of the starter.
     *
     * @param evidence the numbers it was drawn from
     */
    record Advice(String code, String severity, Map<String, String> evidence, String remedy) {

        /** The evidence for people. */
        String evidenceInWords() {
            return evidence.entrySet().stream()
                    .map(each -> each.getKey() + " " + each.getValue())
                    .collect(Collectors.joining(", "));
        }
    }
}
