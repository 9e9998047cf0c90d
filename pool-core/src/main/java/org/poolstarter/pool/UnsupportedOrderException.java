/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Collection;
import java.util.stream.Collectors;

/** The pool does not take this action. */
public final class UnsupportedOrderException extends UnsupportedOperationException {

    private static final long serialVersionUID = 1L;

    UnsupportedOrderException(String pool, String backend, PoolAction action, Collection<PoolAction> offered) {
        super("The pool %s (backend %s) does not take %s; it takes %s"
                .formatted(
                        pool,
                        backend,
                        action.word(),
                        offered.stream().map(PoolAction::word).collect(Collectors.joining(", "))));
    }
}
