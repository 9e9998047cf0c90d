/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The health of all pools, drawn from the one model. */
@NullMarked
package org.poolstarter.health;

import org.jspecify.annotations.NullMarked;
