/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Instant;
import org.poolstarter.pool.PoolSnapshot;

/**
 * One look at a pool.
 *
 * @param timedOut acquires that had timed out until then
 */
record Sample(Instant at, PoolSnapshot snapshot, long timedOut) {}
