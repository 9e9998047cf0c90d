/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Configures named account pools. */
@NullMarked
package org.poolstarter.autoconfigure.account;

import org.jspecify.annotations.NullMarked;
