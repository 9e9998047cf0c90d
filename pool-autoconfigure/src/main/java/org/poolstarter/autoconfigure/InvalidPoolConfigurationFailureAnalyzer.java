/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;

/**
 * Explains what is wrong under {@code pools}. It is asked before Boot's analyzers, which print the value of a key that is
 * unknown or does not fit: that value may be a password.
 */
final class InvalidPoolConfigurationFailureAnalyzer implements FailureAnalyzer, Ordered {

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        InvalidPoolConfigurationException invalid = find(failure);
        return (invalid != null)
                ? new FailureAnalysis(String.valueOf(invalid.getMessage()), invalid.remedy(), invalid)
                : null;
    }

    private static @Nullable InvalidPoolConfigurationException find(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPoolConfigurationException invalid) {
                return invalid;
            }
            if (cause instanceof BindException bind && BindingFailure.isUnderPools(bind)) {
                return BindingFailure.explain(bind);
            }
        }
        return null;
    }
}
