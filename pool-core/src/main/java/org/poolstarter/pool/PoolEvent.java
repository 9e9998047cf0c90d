/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a pool. Immutable.
 *
 * @param time when it was told
 * @param pool the name of the pool
 * @param backend its backend
 * @param type what happened
 * @param account whose session or client it was, by its text; null where the event is of the whole pool, or the pool knows
 *     no accounts
 * @param details what else there is to know, by name: values as in {@link Pool#sections()}; never a secret
 */
public record PoolEvent(
        Instant time,
        String pool,
        String backend,
        PoolEventType type,
        @Nullable String account,
        Map<String, Object> details) {

    public PoolEvent {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(type, "type");
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("time", time);
        map.put("type", type.word());
        if (account != null) {
            map.put("account", account);
        }
        map.put("details", details);
        return map;
    }

    /** The text of an account. Never fails, whatever its {@code toString} does. */
    static @Nullable String textOf(@Nullable Object account) {
        if (account == null) {
            return null;
        }
        try {
            return String.valueOf(account);
        } catch (Throwable ex) {
            // Whatever a toString of the application throws: it must not hide what has happened.
            return account.getClass().getName();
        }
    }
}
