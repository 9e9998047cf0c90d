/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/**
 * How acquires have ended since the pool began. They are counted one after another, so they add up once nobody is in
 * the middle of one: each acquire that has ended is in exactly one of them.
 *
 * @param direct got an idle client without waiting
 * @param waited got a client after it was opened, validated, or released by another caller
 * @param timedOut got none in time
 * @param failed got none because the one opened for it could not be opened
 * @param rejected got none at once: the account was busy or parked or its guard refused, too many callers waited, the caller did not want to
 *     queue, or the pool was closed
 * @param cancelled was interrupted, or its future cancelled, before it got one
 */
public record AcquireTotals(long direct, long waited, long timedOut, long failed, long rejected, long cancelled) {

    /** All that have ended. */
    public long started() {
        return direct + waited + timedOut + failed + rejected + cancelled;
    }
}
