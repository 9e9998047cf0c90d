/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The load tester: what is read from the command line, the load, what is measured, and how it is shown. */
@NullMarked
package org.poolstarter.loadtest;

import org.jspecify.annotations.NullMarked;
