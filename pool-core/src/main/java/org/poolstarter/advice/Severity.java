/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

/** How much a warning matters. */
public enum Severity {
    /** Look at it in working hours. */
    WARNING,
    /** Callers are hurt now. */
    CRITICAL
}
