/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.pgbouncer.PgBouncerMode;

/** The PgBouncer between a JDBC pool and its database. */
public final class PgBouncerProperties {

    /** Pool mode of PgBouncer; setting it says that the URL of the pool leads to one. */
    private @Nullable PgBouncerMode mode;

    /** JDBC URL of the console, with the database pgbouncer; without it the pooler is not read. */
    private @Nullable String adminUrl;

    /** User of the console, one of its stats_users. */
    private @Nullable String username;

    /** Password of the user of the console. */
    private @Nullable String password;

    /** How often the console is read, at least 1s. */
    private Duration pollInterval = Duration.ofSeconds(10);

    /** JDBC URL of the database itself, for bypass. */
    private @Nullable String directUrl;

    /** Whether the pool connects to direct-url, with the sizes of a pool without PgBouncer. */
    private boolean bypass = false;

    public @Nullable PgBouncerMode getMode() {
        return this.mode;
    }

    public void setMode(@Nullable PgBouncerMode mode) {
        this.mode = mode;
    }

    public @Nullable String getAdminUrl() {
        return this.adminUrl;
    }

    public void setAdminUrl(@Nullable String adminUrl) {
        this.adminUrl = adminUrl;
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

    public Duration getPollInterval() {
        return this.pollInterval;
    }

    public void setPollInterval(Duration pollInterval) {
        this.pollInterval = pollInterval;
    }

    public @Nullable String getDirectUrl() {
        return this.directUrl;
    }

    public void setDirectUrl(@Nullable String directUrl) {
        this.directUrl = directUrl;
    }

    public boolean isBypass() {
        return this.bypass;
    }

    public void setBypass(boolean bypass) {
        this.bypass = bypass;
    }
}
