/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The one model over all pools: what a pool is ({@link org.poolstarter.pool.Pool}), where the pools of an application
 * are found ({@link org.poolstarter.pool.Pools}), and what may be read from them without cost.
 */
@NullMarked
package org.poolstarter.pool;

import org.jspecify.annotations.NullMarked;
