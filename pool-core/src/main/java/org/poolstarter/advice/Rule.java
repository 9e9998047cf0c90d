/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import org.jspecify.annotations.Nullable;

/** One thing that can be wrong with a pool. A pure function of what it looks at. */
interface Rule {

    /** The code of its warnings. */
    String code();

    Severity severity();

    /** What is wrong, or null if nothing is. */
    @Nullable
    Finding find(Observation observation);
}
