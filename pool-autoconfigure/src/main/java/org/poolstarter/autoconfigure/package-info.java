/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The configuration of pools, and the profiles that fill what it leaves open. */
@NullMarked
package org.poolstarter.autoconfigure;

import org.jspecify.annotations.NullMarked;
