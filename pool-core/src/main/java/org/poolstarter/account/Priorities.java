/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The named priorities of a pool. Safe for many threads. */
final class Priorities {

    private volatile Map<String, Integer> classes;

    /**
     * Named priorities.
     *
     * @throws IllegalArgumentException if one is out of its bounds
     */
    Priorities(Map<String, Integer> classes) {
        classes.forEach(Priorities::check);
        this.classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    }

    /** Gives a name another priority, or adds one. */
    synchronized void change(String name, int priority) {
        check(name, priority);
        Map<String, Integer> changed = new LinkedHashMap<>(classes);
        changed.put(name, priority);
        classes = Collections.unmodifiableMap(changed);
    }

    Map<String, Integer> all() {
        return classes;
    }

    /**
     * The options of an acquire with the number in place of the name of its priority.
     *
     * @throws IllegalArgumentException if the pool has no priority of that name
     */
    AcquireOptions resolve(AcquireOptions options) {
        String name = options.priorityName();
        if (name == null) {
            return options;
        }
        Integer priority = classes.get(name);
        if (priority == null) {
            throw new IllegalArgumentException(
                    "priority must be one of %s but is '%s'".formatted(new TreeMap<>(classes).keySet(), name));
        }
        return options.withPriority(priority);
    }

    private static void check(String name, int priority) {
        if (priority < -AcquireOptions.MOST || priority > AcquireOptions.MOST) {
            throw new IllegalArgumentException("priorities[%s] must be -%d to %d but is %d"
                    .formatted(name, AcquireOptions.MOST, AcquireOptions.MOST, priority));
        }
    }
}
