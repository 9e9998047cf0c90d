/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Servers that the load tester brings along. */
@NullMarked
package org.poolstarter.loadtest.embedded;

import org.jspecify.annotations.NullMarked;
