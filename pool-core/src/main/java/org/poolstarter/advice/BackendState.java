/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the backend of a pool.
 *
 * @param reachability whether it answers
 * @param since when it began to be so
 * @param evidence what shows it: {@code use} or {@code probe}; null while unknown
 * @param error what the last failure said; null unless unreachable
 */
public record BackendState(
        Reachability reachability,
        Instant since,
        @Nullable String evidence,
        @Nullable String error) {

    static BackendState unknown(Instant now) {
        return new BackendState(Reachability.UNKNOWN, now, null, null);
    }
}
