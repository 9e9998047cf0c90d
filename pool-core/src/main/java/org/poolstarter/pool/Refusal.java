/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/**
 * What a backend that can be reached says to new connections. Immutable.
 *
 * @param reason what it refuses them for
 * @param error what it said, for people; never a secret
 * @param remedy one sentence that says what to do, with the configuration key where one helps
 */
public record Refusal(Reason reason, String error, String remedy) {

    /** What a backend refuses new connections for. */
    public enum Reason {
        /** It does not accept who asks: a user, a password, or what the user may do. */
        CREDENTIALS,

        /** It has, or grants this user, no more connections. */
        CONNECTION_LIMIT,

        /** Something else, such as a database that it does not have. */
        OTHER
    }
}
