/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

/** Whether a backend answers. */
public enum Reachability {
    /** Nobody has used or asked it yet, or this pool's backend is never asked. */
    UNKNOWN,
    /** It gave its last sign of life not long ago. */
    REACHABLE,
    /** It refused, failed or did not answer in time. */
    UNREACHABLE
}
