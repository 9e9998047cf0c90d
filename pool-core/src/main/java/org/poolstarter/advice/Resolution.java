/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

/** Which of the histories of a pool. */
public enum Resolution {
    /** The recent past, point by point. */
    FINE,
    /** The long past. */
    COARSE
}
