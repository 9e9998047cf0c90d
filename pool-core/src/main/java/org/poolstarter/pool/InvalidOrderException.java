/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import org.jspecify.annotations.Nullable;

/** An order that cannot be carried out as it is written. Nothing was changed. */
public final class InvalidOrderException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final @Nullable String value;
    private final String bound;
    private final String remedy;

    /**
     * Names what is wrong.
     *
     * @param key the setting or field, such as {@code max-size}
     * @param value what was given; null if nothing was
     * @param bound what a value has to be, beginning with a verb, such as {@code must be at most 40}
     * @param remedy what to do, one sentence
     */
    public InvalidOrderException(String key, @Nullable Object value, String bound, String remedy) {
        super("%s%s %s. %s".formatted(key, (value != null) ? "=" + value : "", bound, remedy));
        this.key = key;
        this.value = (value != null) ? value.toString() : null;
        this.bound = bound;
        this.remedy = remedy;
    }

    public String key() {
        return key;
    }

    public @Nullable String value() {
        return value;
    }

    public String bound() {
        return bound;
    }

    public String remedy() {
        return remedy;
    }
}
