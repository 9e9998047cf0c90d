/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import org.springframework.boot.ExitCodeGenerator;

/** The collector was started in a way that cannot work. It ends with exit code 2 and says what to change. */
final class UsageException extends RuntimeException implements ExitCodeGenerator {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    UsageException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }

    @Override
    public int getExitCode() {
        return 2;
    }
}
