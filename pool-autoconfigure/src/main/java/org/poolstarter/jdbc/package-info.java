/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** A HikariCP pool from resolved settings, and what observers see of it. */
@NullMarked
package org.poolstarter.jdbc;

import org.jspecify.annotations.NullMarked;
