/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The servers of the default profile, inside this process: the collector knows nothing of them but their addresses.
 */
@NullMarked
package org.poolstarter.sample.embedded;

import org.jspecify.annotations.NullMarked;
