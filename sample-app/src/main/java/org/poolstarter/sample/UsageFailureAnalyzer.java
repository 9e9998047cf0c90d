/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a {@link UsageException} without its stack trace. */
final class UsageFailureAnalyzer extends AbstractFailureAnalyzer<UsageException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UsageException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
