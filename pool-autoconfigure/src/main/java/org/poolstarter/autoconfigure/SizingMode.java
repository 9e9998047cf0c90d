/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

/** Whether the size of a pool stays as it is set. */
public enum SizingMode {
    /** It does. */
    FIXED,

    /** It is moved with the load. */
    ADAPTIVE
}
