/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import org.jspecify.annotations.Nullable;

/**
 * Says how many clients an account may have, for instance by what its owner pays. The pool asks on a thread of its own, one
 * account at a time, when an account is first wanted and then once each refresh interval; see {@link
 * AccountPoolBuilder#limitsFrom}. It may block; whatever it throws leaves the limit as it is.
 *
 * @param <A> what names an account
 */
@FunctionalInterface
public interface AccountLimits<A> {

    /**
     * The limit of an account.
     *
     * @return clients, 1 or more; null for what the pool's settings say
     * @throws Exception counts as no answer
     */
    @Nullable
    Integer maxClients(A account) throws Exception;
}
