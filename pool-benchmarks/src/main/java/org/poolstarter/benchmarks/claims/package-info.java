/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What is often said about pools, measured: see the section "Classic claims" of docs/benchmarks.md. */
@NullMarked
package org.poolstarter.benchmarks.claims;

import org.jspecify.annotations.NullMarked;
