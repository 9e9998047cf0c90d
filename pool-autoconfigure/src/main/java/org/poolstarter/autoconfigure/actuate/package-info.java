/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Configures the endpoint of pools. */
@NullMarked
package org.poolstarter.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
