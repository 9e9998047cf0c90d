/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Configures the meters of pools. */
@NullMarked
package org.poolstarter.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
