/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

/** A load that cannot be run, told so that the user can mend it. It ends the program with code 2. */
final class CannotRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * Says what is wrong and what to do.
     *
     * @param problem one sentence, without a secret
     * @param remedy one sentence that says what to change
     */
    CannotRunException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    /** What to change. */
    String remedy() {
        return remedy;
    }
}
