/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What snapshots mean: the status of a pool, whether its backend answers, and warnings with evidence and remedy.
 */
@NullMarked
package org.poolstarter.advice;

import org.jspecify.annotations.NullMarked;
