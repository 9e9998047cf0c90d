/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Configures the health of pools. */
@NullMarked
package org.poolstarter.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
