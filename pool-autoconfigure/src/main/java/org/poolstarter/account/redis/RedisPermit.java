/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.util.function.LongSupplier;
import org.poolstarter.account.AccountPermits.Permit;

/** A permit and its lease in Redis. Changed by the thread of its {@link RedisPermits} alone, read by all. */
final class RedisPermit<A> implements Permit {

    private final A account;
    private final String accountText;
    private final String member;
    private final long fence;
    private final LongSupplier nanoTime;

    /* When it ends here, by the monotonic clock; what is not leased does not end by itself. */
    private volatile long deadline;
    private volatile boolean leased;
    private volatile boolean ended;

    private RedisPermit(A account, String member, long fence, LongSupplier nanoTime) {
        this.account = account;
        this.accountText = PermitNames.text(account);
        this.member = member;
        this.fence = fence;
        this.nanoTime = nanoTime;
    }

    /** One that Redis granted. */
    static <A> RedisPermit<A> leased(A account, String member, long fence, long deadline, LongSupplier nanoTime) {
        RedisPermit<A> permit = new RedisPermit<>(account, member, fence, nanoTime);
        permit.renewed(deadline);
        return permit;
    }

    /** One that was granted without asking. */
    static <A> RedisPermit<A> unasked(A account, String member, LongSupplier nanoTime) {
        return new RedisPermit<>(account, member, 0, nanoTime);
    }

    A account() {
        return account;
    }

    /** What the account is called in Redis. */
    String accountText() {
        return accountText;
    }

    /** What it is called in Redis. */
    String member() {
        return member;
    }

    /** Whether it ends by itself. */
    boolean isLeased() {
        return leased;
    }

    void renewed(long deadline) {
        this.deadline = deadline;
        leased = true;
    }

    /** From now on it holds without Redis. */
    void holdsWithoutLease() {
        leased = false;
    }

    void end() {
        ended = true;
    }

    @Override
    public long fence() {
        return fence;
    }

    @Override
    public boolean isValid() {
        return !ended && (!leased || nanoTime.getAsLong() - deadline < 0);
    }
}
