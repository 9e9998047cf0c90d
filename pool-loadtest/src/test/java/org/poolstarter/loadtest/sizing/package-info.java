/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Measures whether the advice on sizes holds. */
@NullMarked
package org.poolstarter.loadtest.sizing;

import org.jspecify.annotations.NullMarked;
