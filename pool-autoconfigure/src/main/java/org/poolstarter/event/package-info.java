/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What happens to pools, as events of the application. */
@NullMarked
package org.poolstarter.event;

import org.jspecify.annotations.NullMarked;
