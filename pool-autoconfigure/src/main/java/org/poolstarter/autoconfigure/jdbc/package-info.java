/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Configures named JDBC pools. */
@NullMarked
package org.poolstarter.autoconfigure.jdbc;

import org.jspecify.annotations.NullMarked;
