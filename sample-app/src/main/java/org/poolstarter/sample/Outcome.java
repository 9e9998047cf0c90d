/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

/** How a collection ended, or that it has not. */
public enum Outcome {

    /** It goes on. */
    RUNNING,

    /** Everything that was new is archived. */
    COLLECTED,

    /** Something went wrong after the login; what was archived until then stays. */
    FAILED,

    /** Refused: another session of the account was active. */
    BUSY,

    /** Refused: the pool had no place for another session. */
    AT_CAPACITY,

    /** Refused: the mail server wants no log-in of the account for a while, or its circuit breaker is open. */
    POSTPONED,

    /** Refused: the mail server did not accept the login. */
    LOGIN_REFUSED,

    /** Refused: the mail server could not be reached. */
    UNREACHABLE,

    /** The collector is shutting down. */
    STOPPED
}
