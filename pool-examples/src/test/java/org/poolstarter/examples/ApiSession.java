/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

/** A log-in. The HTTP client is shared, so the token is all that it is. */
record ApiSession(String token) {

    @Override
    public String toString() {
        return "API session";
    }
}
