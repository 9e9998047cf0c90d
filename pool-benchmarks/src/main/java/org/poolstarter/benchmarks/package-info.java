/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The account pool and its peers, measured in the same way and the same run.
 */
@NullMarked
package org.poolstarter.benchmarks;

import org.jspecify.annotations.NullMarked;
