/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Auto-configuration of the doctor of configurations, of what servers tell, and of the connection budget. */
@NullMarked
package org.poolstarter.autoconfigure.advice;

import org.jspecify.annotations.NullMarked;
