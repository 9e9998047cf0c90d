/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import org.jspecify.annotations.Nullable;

/**
 * Which entries of a long section are wanted.
 *
 * @param account only those of the account with this text; null for all
 * @param type only those of the type with this word; null for all
 * @param page which page, from 0 on, the newest entries being on the first
 * @param size entries on a page, 1 to 1,000
 */
public record PageQuery(@Nullable String account, @Nullable String type, int page, int size) {

    /** Entries on a page unless said otherwise. */
    public static final int SIZE = 50;

    private static final int MOST = 1_000;

    /**
     * Checks the bounds.
     *
     * @throws InvalidOrderException if page or size is out of its bounds
     */
    public PageQuery {
        if (page < 0) {
            throw new InvalidOrderException("page", page, "must not be negative", "Leave it out for the first one.");
        }
        if (size < 1 || size > MOST) {
            throw new InvalidOrderException(
                    "size", size, "must be 1 to " + MOST, "Leave it out for %d.".formatted(SIZE));
        }
    }
}
