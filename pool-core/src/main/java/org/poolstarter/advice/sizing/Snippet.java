/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;

/** Settings as one pastes them into an {@code application.yml}. Pure functions. */
final class Snippet {

    /** The last words of keys that set a size: a value is changed where it was set, and not beside. */
    private static final Map<String, Set<String>> SETTERS = Map.of(
            Subject.MAX_SIZE, Set.of("max-size", "maximum-pool-size"),
            Subject.MIN_IDLE, Set.of("min-idle", "minimum-idle"));

    private Snippet() {}

    /**
     * The settings as YAML.
     *
     * @param values by key without the pool's prefix
     * @return null if there are none, or no key sets them
     */
    static @Nullable String of(PoolSettings settings, Map<String, Integer> values) {
        Map<String, Object> root = new LinkedHashMap<>();
        values.forEach((setting, value) -> {
            String key = key(settings, setting);
            if (key != null) {
                put(root, key, value);
            }
        });
        if (root.isEmpty()) {
            return null;
        }
        StringBuilder yaml = new StringBuilder();
        write(root, 0, yaml);
        return yaml.toString();
    }

    private static @Nullable String key(PoolSettings settings, String setting) {
        String origin = settings.origin(setting).orElse("");
        String last = origin.substring(origin.lastIndexOf('.') + 1);
        if (origin.contains(".")
                && SETTERS.getOrDefault(setting, Set.of(setting)).contains(last)) {
            return origin;
        }
        return (settings.prefix() != null) ? settings.prefix() + "." + setting : null;
    }

    @SuppressWarnings("unchecked") // only maps of this kind are put in
    private static void put(Map<String, Object> root, String key, int value) {
        Map<String, Object> at = root;
        String[] words = key.split("\\.", -1);
        for (int i = 0; i < words.length - 1; i++) {
            at = (Map<String, Object>) at.computeIfAbsent(words[i], word -> new LinkedHashMap<String, Object>());
        }
        at.put(words[words.length - 1], value);
    }

    private static void write(Map<?, ?> level, int depth, StringBuilder yaml) {
        level.forEach((word, value) -> {
            yaml.append("  ".repeat(depth)).append(word).append(':');
            if (value instanceof Map<?, ?> deeper) {
                yaml.append('\n');
                write(deeper, depth + 1, yaml);
            } else {
                yaml.append(' ').append(value).append('\n');
            }
        });
    }
}
