/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A pool of logged-in clients per account: at most N of one account and M in all.
 */
@NullMarked
package org.poolstarter.account;

import org.jspecify.annotations.NullMarked;
