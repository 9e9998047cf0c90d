/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What each operation is to do.
 *
 * @param kind a built-in operation, or the user's own
 * @param text the SQL, or the command in JSON; null unless it is the user's own
 * @param allowWrites whether the user's own may write
 */
record Work(Kind kind, @Nullable String text, boolean allowWrites) {

    /** Built-in operations, and the user's own. */
    enum Kind {
        SIMPLE,
        COMPLEX,
        INSERT,
        TRANSACTION,
        OWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A built-in operation. */
    static Work of(Kind kind) {
        return new Work(kind, null, false);
    }

    /** The text of the user's own operation. */
    String ownText() {
        if (text == null) {
            throw new IllegalStateException("operation " + kind + " has no text");
        }
        return text;
    }
}
