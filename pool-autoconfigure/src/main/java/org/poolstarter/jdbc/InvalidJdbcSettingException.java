/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

/** A setting of a JDBC pool that cannot be used. */
public final class InvalidJdbcSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String rule;

    /**
     * Says what is wrong with a setting.
     *
     * @param key the key of the setting without the pool's prefix, such as {@code max-size}
     * @param rule what must hold and what is so instead, to be read after the key; never holds a secret
     */
    public InvalidJdbcSettingException(String key, String rule) {
        super(key + " " + rule);
        this.key = key;
        this.rule = rule;
    }

    /** The key of the setting, without the pool's prefix. */
    public String key() {
        return key;
    }

    /** What must hold and what is so instead, without the key. */
    public String rule() {
        return rule;
    }
}
