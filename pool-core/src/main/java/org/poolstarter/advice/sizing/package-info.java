/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How large a pool should be: what was asked of it, how many connections that takes, and what else has to be known before
 * one changes the size.
 */
@NullMarked
package org.poolstarter.advice.sizing;

import org.jspecify.annotations.NullMarked;
