/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** An account of which permits are wanted. Confined to the thread of its {@link RedisPermits}. */
final class Asking<A> {

    /** What is known of the next permit. */
    enum State {
        /** Nothing: to be asked for. */
        NEW,
        /** Redis was asked and has not answered. */
        ASKED,
        /** The account has as many clients as it may. */
        ACCOUNT_FULL,
        /** All accounts together have as many clients as they may. */
        ALL_FULL,
        /** Redis does not answer. */
        AWAY
    }

    private final A account;
    private final String text;
    State state = State.NEW;
    boolean urgent;
    int limit = 1;

    /** Whether Redis may have this replica in its line. */
    boolean inLine;

    /* What was heard on the channel while the answer was on its way on another connection. */
    boolean freed;

    @Nullable
    String busy;

    /* What is done unless something happens before: ask again, and tell those who are in a hurry. */
    @Nullable
    Future<?> retry;

    @Nullable
    Future<?> verdict;

    Asking(A account, String text) {
        this.account = account;
        this.text = text;
    }

    A account() {
        return account;
    }

    String text() {
        return text;
    }

    void cancelTimers() {
        cancel(retry);
        cancel(verdict);
        retry = null;
        verdict = null;
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
