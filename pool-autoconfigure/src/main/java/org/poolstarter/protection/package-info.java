/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Protects the accounts of an account pool by circuit breakers and rate limits of Resilience4j. */
@NullMarked
package org.poolstarter.protection;

import org.jspecify.annotations.NullMarked;
