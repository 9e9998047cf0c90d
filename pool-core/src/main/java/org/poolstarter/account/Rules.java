/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPoolSettings.ReuseOrder;

/** The settings as the hot path wants them: in nanoseconds, and with what is never reached for what is absent. */
final class Rules {

    /* Times are compared by their difference, so nothing may be farther away than half of the range. */
    private static final long NEVER = Long.MAX_VALUE / 4;

    final AccountPoolSettings limits;
    final int mostPerAccount;
    final ReuseOrder reuseOrder;
    final long maxUses;
    final long reuseNanos;
    final long idleNanos;
    final long lifetimeNanos;
    final long keepaliveNanos;
    final long sessionNanos;
    final long leakNanos;
    final long connectNanos;
    final long agingNanos;

    /**
     * The rules of some settings.
     *
     * @param mostPerAccount the bound of the limits that accounts have of their own
     */
    Rules(AccountPoolSettings limits, int mostPerAccount) {
        this.limits = limits;
        this.mostPerAccount = mostPerAccount;
        this.reuseOrder = limits.reuseOrder();
        this.maxUses = (limits.maxUses() != null) ? limits.maxUses() : Long.MAX_VALUE;
        this.idleNanos = nanos(limits.idleTimeout());
        this.reuseNanos = Math.min(nanos(limits.validateAfter()), idleNanos);
        this.lifetimeNanos = nanos(limits.maxLifetime());
        this.keepaliveNanos = nanos(limits.keepaliveInterval());
        this.sessionNanos = nanos(limits.sessionTimeout());
        this.leakNanos = Math.min(nanos(limits.effectiveLeakThreshold()), sessionNanos);
        this.connectNanos = nanos(limits.connectTimeout());
        this.agingNanos = Math.min(nanos(limits.agingInterval()), NEVER / (2 * AcquireOptions.MOST));
    }

    /** Until when a client that works now may be lent without being validated. */
    long reuseUntil(long nowNanos, long lifeEnd) {
        return earlier(nowNanos + reuseNanos, lifeEnd);
    }

    /** When an idle client has to be looked at. */
    long restDue(Slot<?, ?> slot) {
        return earlier(slot.aliveAt() + keepaliveNanos, slot.lifeEnd());
    }

    /**
     * When a held client has to be looked at: at the next time of its lease, or before, if it may be at rest by then and
     * have to be looked at for that.
     */
    long leaseDue(Slot<?, ?> slot, long next, long nowNanos) {
        long due = earlier(next, nowNanos + keepaliveNanos);
        return (slot.lifeEnd() - nowNanos > 0) ? earlier(due, slot.lifeEnd()) : due;
    }

    private static long earlier(long one, long other) {
        return (one - other < 0) ? one : other;
    }

    /** A time that may be added to any other; very long if absent. */
    static long nanos(@Nullable Duration duration) {
        return (duration != null) ? Math.min(TimeUnit.NANOSECONDS.convert(duration), NEVER) : NEVER;
    }
}
