/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client of an account at one moment.
 *
 * @param state {@code OPENING}, {@code IDLE}, {@code VALIDATING}, {@code ACTIVE}, {@code CLOSING}, or {@code LATE} for
 *     one that is still being opened although its caller was told that it failed
 * @param age since it was opened, or since opening began
 * @param inState since the present lease or rest began, or since opening began
 * @param uses how often it was lent
 * @param errors how many failures its holders have reported
 * @param lastError type and message of the last of them; null if there was none
 * @param holder the name of the thread that acquired it; null if nobody holds it or that is not known
 * @param stack where it was acquired; null unless that was kept
 */
public record ClientSnapshot(
        String state,
        Duration age,
        Duration inState,
        long uses,
        int errors,
        @Nullable String lastError,
        @Nullable String holder,
        @Nullable String stack) {}
