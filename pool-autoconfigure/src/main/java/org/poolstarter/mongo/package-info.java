/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** A MongoDB client from resolved settings, and what observers see of its connection pools. */
@NullMarked
package org.poolstarter.mongo;

import org.jspecify.annotations.NullMarked;
