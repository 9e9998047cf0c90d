/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;

/**
 * What every pool of a comparison is told; all else stays as its library has it.
 *
 * @param perAccount clients of one account, 1 or more
 * @param total clients in all, 1 or more; without effect on a pool that has no such limit
 * @param acquireTimeout how long an acquire waits
 */
record Limits(int perAccount, int total, Duration acquireTimeout) {

    Limits {
        if (perAccount < 1 || total < 1) {
            throw new IllegalArgumentException(
                    "limits must be at least 1 but are %d per account and %d in all".formatted(perAccount, total));
        }
    }
}
