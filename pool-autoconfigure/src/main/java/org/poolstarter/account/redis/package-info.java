/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Permits of account pools over several processes, kept by Redis. */
@NullMarked
package org.poolstarter.account.redis;

import org.jspecify.annotations.NullMarked;
