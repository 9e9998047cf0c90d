/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

/**
 * A value under {@code pools} that cannot be used. Stops the start with what the user needs to mend it.
 */
public final class InvalidPoolConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * Says what is wrong and what to do.
     *
     * @param problem one sentence that names the key, its value (never a secret) and the bound it breaks
     * @param remedy one sentence that says what to set
     */
    public InvalidPoolConfigurationException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    /** What to set. */
    public String remedy() {
        return this.remedy;
    }
}
