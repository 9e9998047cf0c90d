/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Pools as an operator sees them in Spring Boot Admin. */
@NullMarked
package org.poolstarter.admin;

import org.jspecify.annotations.NullMarked;
