/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of the pools of one backend serves injection points without a qualifier. */
public final class PrimaryPool {

    private static final Logger logger = LoggerFactory.getLogger(PrimaryPool.class);

    private PrimaryPool() {}

    /**
     * The name of the primary pool: the one that says so, or the only one.
     *
     * @param prefix the key of the backend, such as {@code pools.jdbc}
     * @param primaryByName what each pool's key {@code primary} says; a null value where it says nothing
     * @param other what configures a source that is not a named pool and so stays the primary, such as a key or a bean;
     *     null if nothing does
     * @return the name; null if there is no pool, the other one serves, or the only pool says that it does not
     * @throws InvalidPoolConfigurationException if it is not clear which one serves
     */
    public static @Nullable String among(
            String prefix, Map<String, @Nullable Boolean> primaryByName, @Nullable String other) {
        // Maps of properties are in no order; messages are.
        Map<String, @Nullable Boolean> sorted = new TreeMap<>(primaryByName);
        List<String> chosen = sorted.entrySet().stream()
                .filter(pool -> Boolean.TRUE.equals(pool.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (chosen.size() > 1) {
            throw new InvalidPoolConfigurationException(
                    "%s are all true: only one pool can be primary".formatted(keys(prefix, chosen)),
                    "Keep one of them.");
        }
        if (other != null) {
            chosen.forEach(name -> logger.warn(
                    "{}.{}.primary=true has no effect: {} configures the one that serves without a qualifier",
                    prefix,
                    name,
                    other));
            return null;
        }
        if (!chosen.isEmpty()) {
            return chosen.get(0);
        }
        if (sorted.size() > 1) {
            throw new InvalidPoolConfigurationException(
                    "None of the pools under %s is primary: %s".formatted(prefix, String.join(", ", sorted.keySet())),
                    "Set one of %s to true.".formatted(keys(prefix, List.copyOf(sorted.keySet()))));
        }
        return sorted.entrySet().stream()
                .filter(pool -> pool.getValue() == null)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static String keys(String prefix, List<String> names) {
        return names.stream().map(name -> prefix + "." + name + ".primary").collect(Collectors.joining(", "));
    }
}
