/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/**
 * A {@link Probe} could not ask: all connections were taken when it came to ask. It says nothing about the backend, and
 * what was known of it stays.
 */
public final class NoVerdictException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message what kept the probe from asking
     */
    public NoVerdictException(String message) {
        super(message);
    }
}
