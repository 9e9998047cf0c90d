/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants a pool to do.
 *
 * @param action what
 * @param settings the new values by key, as one writes them in configuration, such as {@code 20}, {@code 5s} or
 *     {@code off}, kept in their order; for {@link PoolAction#CHANGE} only
 * @param account whose clients to close; for {@link PoolAction#CLOSE_ACCOUNT} only, else null
 * @param deadline how long held connections may stay held, zero or more; for {@link PoolAction#DRAIN} only, null for the
 *     pool's own
 * @param dryRun whether to tell what would change, and change nothing
 * @param by who wants it, for the log and for operators; not empty
 */
public record PoolOrder(
        PoolAction action,
        Map<String, String> settings,
        @Nullable String account,
        @Nullable Duration deadline,
        boolean dryRun,
        String by) {

    /**
     * Checks that the order is complete and says nothing that its action does not use.
     *
     * @throws InvalidOrderException if it is not, or if it does
     */
    public PoolOrder {
        if (by.isBlank()) {
            throw new IllegalArgumentException("by must not be empty");
        }
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        requireUsed("set", PoolAction.CHANGE, action, settings.isEmpty() ? null : settings, true);
        requireUsed("account", PoolAction.CLOSE_ACCOUNT, action, account, true);
        requireUsed("deadline", PoolAction.DRAIN, action, deadline, false);
        if (deadline != null && deadline.isNegative()) {
            throw new InvalidOrderException(
                    "deadline", deadline, "must be zero or more", "Say how long holders get, such as 30s.");
        }
    }

    /** An order that needs nothing but its action. */
    public static PoolOrder of(PoolAction action, String by) {
        return new PoolOrder(action, Map.of(), null, null, false, by);
    }

    /** An order to give one setting another value. */
    public static PoolOrder change(String key, String value, String by) {
        return new PoolOrder(PoolAction.CHANGE, Map.of(key, value), null, null, false, by);
    }

    /** An order to drain the pool. */
    public static PoolOrder drain(Duration deadline, String by) {
        return new PoolOrder(PoolAction.DRAIN, Map.of(), null, deadline, false, by);
    }

    /** An order to close what one account has. */
    public static PoolOrder closeAccount(String account, String by) {
        return new PoolOrder(PoolAction.CLOSE_ACCOUNT, Map.of(), account, null, false, by);
    }

    /** The same order with one more setting; for {@link PoolAction#CHANGE} only. */
    public PoolOrder and(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new PoolOrder(action, more, account, deadline, dryRun, by);
    }

    /** The same order, which changes nothing. */
    public PoolOrder asDryRun() {
        return new PoolOrder(action, settings, account, deadline, true, by);
    }

    private static void requireUsed(
            String field, PoolAction user, PoolAction action, @Nullable Object value, boolean needed) {
        if (value != null && action != user) {
            throw new InvalidOrderException(
                    field,
                    value,
                    "is for the action %s only, and the action is %s".formatted(user.word(), action.word()),
                    "Leave %s out, or ask for %s.".formatted(field, user.word()));
        }
        if (needed && value == null && action == user) {
            throw new InvalidOrderException(
                    field,
                    null,
                    "must be given for the action " + action.word(),
                    Objects.equals(field, "set")
                            ? "Name settings and values, such as max-size=20."
                            : "Name the account whose clients are to be closed.");
        }
    }
}
