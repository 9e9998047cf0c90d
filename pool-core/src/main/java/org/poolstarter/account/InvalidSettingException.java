/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/** A setting of an account pool is out of its bounds. The message has key, bound and value, and begins with the key. */
final class InvalidSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String bound;
    private final String value;

    /**
     * Names what is wrong.
     *
     * @param bound what a value has to be, beginning with a verb, such as {@code must be at least 1}
     */
    InvalidSettingException(String key, String bound, Object value) {
        super("%s %s but is %s".formatted(key, bound, value));
        this.key = key;
        this.bound = bound;
        this.value = value.toString();
    }

    String key() {
        return key;
    }

    String bound() {
        return bound;
    }

    String value() {
        return value;
    }
}
