/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The meters of all pools, drawn from the one model. */
@NullMarked
package org.poolstarter.metrics;

import org.jspecify.annotations.NullMarked;
