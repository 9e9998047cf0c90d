/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Configures named MongoDB clients. */
@NullMarked
package org.poolstarter.autoconfigure.mongo;

import org.jspecify.annotations.NullMarked;
