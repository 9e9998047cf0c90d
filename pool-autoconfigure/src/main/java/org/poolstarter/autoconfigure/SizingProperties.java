/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import org.jspecify.annotations.Nullable;

/** The keys of a pool whose size may be adaptive. */
sealed interface SizingProperties permits AccountPoolProperties, JdbcPoolProperties {

    SizingMode getSizing();

    /** How small an adaptive size may become; null for the usual bound. */
    @Nullable
    Integer getAdaptiveMinSize();

    /** How great an adaptive size may become; null for the usual bound. */
    @Nullable
    Integer getAdaptiveMaxSize();
}
