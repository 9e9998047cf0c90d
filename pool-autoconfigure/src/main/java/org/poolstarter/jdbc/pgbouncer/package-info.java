/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** A JDBC pool whose connections lead through PgBouncer: what the driver has to leave out, and what the pooler tells. */
@NullMarked
package org.poolstarter.jdbc.pgbouncer;

import org.jspecify.annotations.NullMarked;
