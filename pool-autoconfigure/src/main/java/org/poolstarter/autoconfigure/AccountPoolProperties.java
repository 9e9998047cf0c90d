/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** A named account pool. */
@ConfigurationPropertiesSource
public final class AccountPoolProperties extends AccountTuning implements SizingProperties {

    /** Whether an account has one client at most; when-busy says what a second caller gets. */
    private @Nullable Boolean exclusive;

    /** Profile that fills what the keys of this pool leave open. */
    private @Nullable String profile;

    /**
     * Upper bounds of clients of single accounts, in place of max-per-account, by the text of the account: what its toString gives.
     */
    private Map<String, Integer> limits = new LinkedHashMap<>();

    /**
     * How many clients of one account its service allows over all instances of the application, 1 or more. It limits nothing: the doctor
     * says where the pool may open more.
     */
    private @Nullable Integer providerLimit;

    /** Priorities by name, -100 to 100 each, for acquires that name one. */
    private Map<String, Integer> priorities = new LinkedHashMap<>();

    /** Hours in which limits are lower, by name. */
    private Map<String, LimitWindowProperties> windows = new LinkedHashMap<>();

    /** How long an answer of the AccountLimits bean of the pool holds, positive; 1m unless set. */
    private @Nullable Duration limitsRefresh;

    /** Whether max-size stays as it is set, or is moved with the load: fixed or adaptive. */
    private SizingMode sizing = SizingMode.FIXED;

    /** How small an adaptive size may become, 1 or more. Unset, 1. */
    private @Nullable Integer adaptiveMinSize;

    /** How great an adaptive size may become, not above max-size-limit. Unset, that. */
    private @Nullable Integer adaptiveMaxSize;

    /** Protection under pools.protection that this pool uses, beside its own keys. */
    private @Nullable String protection;

    /** Circuit breaker of each account. */
    @NestedConfigurationProperty
    private @Nullable CircuitBreakerProperties circuitBreaker;

    /** Rate limit of each account. */
    @NestedConfigurationProperty
    private @Nullable RateLimitProperties rateLimit;

    /** Limits over all replicas of the application. */
    @NestedConfigurationProperty
    private @Nullable ClusterProperties cluster;

    public @Nullable Boolean getExclusive() {
        return this.exclusive;
    }

    public void setExclusive(@Nullable Boolean exclusive) {
        this.exclusive = exclusive;
    }

    public @Nullable String getProfile() {
        return this.profile;
    }

    public void setProfile(@Nullable String profile) {
        this.profile = profile;
    }

    public Map<String, Integer> getLimits() {
        return this.limits;
    }

    public void setLimits(Map<String, Integer> limits) {
        this.limits = limits;
    }

    public @Nullable Integer getProviderLimit() {
        return this.providerLimit;
    }

    public void setProviderLimit(@Nullable Integer providerLimit) {
        this.providerLimit = providerLimit;
    }

    public Map<String, Integer> getPriorities() {
        return this.priorities;
    }

    public void setPriorities(Map<String, Integer> priorities) {
        this.priorities = priorities;
    }

    public Map<String, LimitWindowProperties> getWindows() {
        return this.windows;
    }

    public void setWindows(Map<String, LimitWindowProperties> windows) {
        this.windows = windows;
    }

    public @Nullable Duration getLimitsRefresh() {
        return this.limitsRefresh;
    }

    public void setLimitsRefresh(@Nullable Duration limitsRefresh) {
        this.limitsRefresh = limitsRefresh;
    }

    @Override
    public SizingMode getSizing() {
        return this.sizing;
    }

    public void setSizing(SizingMode sizing) {
        this.sizing = sizing;
    }

    @Override
    public @Nullable Integer getAdaptiveMinSize() {
        return this.adaptiveMinSize;
    }

    public void setAdaptiveMinSize(@Nullable Integer adaptiveMinSize) {
        this.adaptiveMinSize = adaptiveMinSize;
    }

    @Override
    public @Nullable Integer getAdaptiveMaxSize() {
        return this.adaptiveMaxSize;
    }

    public void setAdaptiveMaxSize(@Nullable Integer adaptiveMaxSize) {
        this.adaptiveMaxSize = adaptiveMaxSize;
    }

    public @Nullable String getProtection() {
        return this.protection;
    }

    public void setProtection(@Nullable String protection) {
        this.protection = protection;
    }

    public @Nullable CircuitBreakerProperties getCircuitBreaker() {
        return this.circuitBreaker;
    }

    public void setCircuitBreaker(@Nullable CircuitBreakerProperties circuitBreaker) {
        this.circuitBreaker = circuitBreaker;
    }

    public @Nullable ClusterProperties getCluster() {
        return this.cluster;
    }

    public void setCluster(@Nullable ClusterProperties cluster) {
        this.cluster = cluster;
    }

    public @Nullable RateLimitProperties getRateLimit() {
        return this.rateLimit;
    }

    public void setRateLimit(@Nullable RateLimitProperties rateLimit) {
        this.rateLimit = rateLimit;
    }
}
