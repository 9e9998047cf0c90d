/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;

/**
 * How long something took, over all times since the pool began. Percentiles come from buckets whose width is an eighth
 * of a power of two: each is exact to 12.5 percent and never below the true value.
 *
 * @param count how many times were recorded, 1 or more
 * @param mean the arithmetic mean
 * @param p50 the median
 * @param p95 the 95th percentile
 * @param p99 the 99th percentile
 * @param max the longest
 */
public record TimingSummary(long count, Duration mean, Duration p50, Duration p95, Duration p99, Duration max) {}
