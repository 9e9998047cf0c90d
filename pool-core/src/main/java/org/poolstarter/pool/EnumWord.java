/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Locale;

/** How constants are written for people, in configuration and in JSON: in lower case with dashes, as {@code fail-closed}. */
public final class EnumWord {

    private EnumWord() {}

    /** The word of a constant, whatever its {@code toString} is. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
