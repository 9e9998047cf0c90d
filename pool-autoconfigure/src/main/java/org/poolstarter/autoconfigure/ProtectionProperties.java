/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** Protection that several account pools share. */
@ConfigurationPropertiesSource
public final class ProtectionProperties {

    /** Protection that fills what this one leaves open. */
    private @Nullable String baseConfig;

    /** Upper bound of accounts watched at once, 1 or more; those beyond are let through. 10000 unless set. */
    private @Nullable Integer maxAccounts;

    /** Circuit breaker of each account. */
    @NestedConfigurationProperty
    private @Nullable CircuitBreakerProperties circuitBreaker;

    /** Rate limit of each account. */
    @NestedConfigurationProperty
    private @Nullable RateLimitProperties rateLimit;

    public @Nullable String getBaseConfig() {
        return this.baseConfig;
    }

    public void setBaseConfig(@Nullable String baseConfig) {
        this.baseConfig = baseConfig;
    }

    public @Nullable Integer getMaxAccounts() {
        return this.maxAccounts;
    }

    public void setMaxAccounts(@Nullable Integer maxAccounts) {
        this.maxAccounts = maxAccounts;
    }

    public @Nullable CircuitBreakerProperties getCircuitBreaker() {
        return this.circuitBreaker;
    }

    public void setCircuitBreaker(@Nullable CircuitBreakerProperties circuitBreaker) {
        this.circuitBreaker = circuitBreaker;
    }

    public @Nullable RateLimitProperties getRateLimit() {
        return this.rateLimit;
    }

    public void setRateLimit(@Nullable RateLimitProperties rateLimit) {
        this.rateLimit = rateLimit;
    }
}
