/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/** The pool takes this action, but not in the state it is in. Nothing was changed. */
public final class OrderConflictException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Says why, and what to do first. */
    public OrderConflictException(String message) {
        super(message);
    }
}
