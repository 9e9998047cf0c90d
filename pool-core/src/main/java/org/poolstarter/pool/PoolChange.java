/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/**
 * Something that changes.
 *
 * @param setting the key of a setting, or what else changes: {@code state}, or {@code idle} for connections closed
 * @param from its value before: a number, string, boolean or {@link java.time.Duration}
 * @param to its value after
 */
public record PoolChange(String setting, Object from, Object to) {

    @Override
    public String toString() {
        return setting + ": " + ChangeableSetting.text(from) + " -> " + ChangeableSetting.text(to);
    }
}
