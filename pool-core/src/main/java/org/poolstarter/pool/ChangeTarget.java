/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.List;
import java.util.Map;

/**
 * Where new values of settings go. Keys are those of the {@link ChangeableSetting}s it was given to a control with;
 * values are an {@link Integer}, a {@link java.time.Duration}, or {@link ChangeableSetting#OFF}.
 */
public interface ChangeTarget {

    /** The value in force of each changeable setting. */
    Map<String, Object> values();

    /**
     * Checks values that each are within their bounds against one another.
     *
     * @param wanted the value of each changeable setting after the change
     * @throws InvalidOrderException if two of them do not go together
     */
    default void check(Map<String, Object> wanted) {}

    /** What else there is to know about a change, each one sentence. */
    default List<String> notes(Map<String, Object> changed) {
        return List.of();
    }

    /**
     * Puts new values in force.
     *
     * @param changed only those that differ from the value in force
     */
    void apply(Map<String, Object> changed);
}
