/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Races of an account pool. Each class is one race: its constructor brings a pool about, its actors run at once, and its
 * arbiter says what came of it when they have ended.
 */
@NullMarked
package org.poolstarter.account.jcstress;

import org.jspecify.annotations.NullMarked;
