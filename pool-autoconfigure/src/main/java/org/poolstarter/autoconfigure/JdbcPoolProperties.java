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

/** A named JDBC pool. */
@ConfigurationPropertiesSource
public final class JdbcPoolProperties extends JdbcTuning implements SizingProperties {

    /** JDBC URL of the database. */
    private @Nullable String url;

    /** User to log in as. */
    private @Nullable String username;

    /** Password of the user. */
    private @Nullable String password;

    /** Class name of the JDBC driver. Found by the URL when absent. */
    private @Nullable String driverClassName;

    /** SSL bundle that connections are made with; for PostgreSQL only. */
    private @Nullable String sslBundle;

    /** Whether this pool serves injection points without a qualifier. A single pool is primary by itself. */
    private @Nullable Boolean primary;

    /** Profile that fills what the keys of this pool leave open. */
    private @Nullable String profile;

    /** Whether the start fails when the database cannot be reached. */
    private boolean failFast = false;

    /** Whether the connections up to min-idle are opened in parallel when the pool starts, in the background; false opens one after the other. */
    private boolean warmUp = true;

    /** How often the credentials of a HikariCredentialsProvider bean of this pool are compared, at least 1s. */
    private Duration credentialsCheckInterval = Duration.ofSeconds(30);

    /** Whether max-size stays as it is set, or is moved with the load: fixed or adaptive. */
    private SizingMode sizing = SizingMode.FIXED;

    /** How small an adaptive size may become, 1 or more and not below min-idle. Unset, min-idle. */
    private @Nullable Integer adaptiveMinSize;

    /** How great an adaptive size may become, not above max-size-limit. Unset, that. */
    private @Nullable Integer adaptiveMaxSize;

    @NestedConfigurationProperty
    private final PgBouncerProperties pgbouncer = new PgBouncerProperties();

    /** Native settings of HikariCP, bound strictly: an unknown key stops the start. They beat the keys of this pool. */
    private Map<String, Object> hikari = new LinkedHashMap<>();

    public @Nullable String getUrl() {
        return this.url;
    }

    public void setUrl(@Nullable String url) {
        this.url = url;
    }

    public @Nullable String getUsername() {
        return this.username;
    }

    public void setUsername(@Nullable String username) {
        this.username = username;
    }

    public @Nullable String getPassword() {
        return this.password;
    }

    public void setPassword(@Nullable String password) {
        this.password = password;
    }

    public @Nullable String getDriverClassName() {
        return this.driverClassName;
    }

    public void setDriverClassName(@Nullable String driverClassName) {
        this.driverClassName = driverClassName;
    }

    public @Nullable String getSslBundle() {
        return this.sslBundle;
    }

    public void setSslBundle(@Nullable String sslBundle) {
        this.sslBundle = sslBundle;
    }

    public @Nullable Boolean getPrimary() {
        return this.primary;
    }

    public void setPrimary(@Nullable Boolean primary) {
        this.primary = primary;
    }

    public @Nullable String getProfile() {
        return this.profile;
    }

    public void setProfile(@Nullable String profile) {
        this.profile = profile;
    }

    public boolean isFailFast() {
        return this.failFast;
    }

    public void setFailFast(boolean failFast) {
        this.failFast = failFast;
    }

    public boolean isWarmUp() {
        return this.warmUp;
    }

    public void setWarmUp(boolean warmUp) {
        this.warmUp = warmUp;
    }

    public Duration getCredentialsCheckInterval() {
        return this.credentialsCheckInterval;
    }

    public void setCredentialsCheckInterval(Duration credentialsCheckInterval) {
        this.credentialsCheckInterval = credentialsCheckInterval;
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

    public PgBouncerProperties getPgbouncer() {
        return this.pgbouncer;
    }

    public Map<String, Object> getHikari() {
        return this.hikari;
    }

    public void setHikari(Map<String, Object> hikari) {
        this.hikari = hikari;
    }
}
