/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/** A named MongoDB client. */
@ConfigurationPropertiesSource
public final class MongoPoolProperties extends MongoTuning {

    /** Connection string. Its options beat the profile; the keys of this pool beat its options. */
    private @Nullable String uri;

    /** Servers in place of a connection string, each as name or name:port, the port 27017 by default. */
    private @Nullable List<String> host;

    /** User to log in as, where the servers are named by host. */
    private @Nullable String username;

    /** Password of the user. */
    private @Nullable String password;

    /** Database that knows the user, where the servers are named by host; admin when absent. */
    private @Nullable String authenticationDatabase;

    /** Name of the replica set, where the servers are named by host. */
    private @Nullable String replicaSet;

    /** Whether this client serves injection points without a qualifier. A single client is primary by itself. */
    private @Nullable Boolean primary;

    /** Profile that fills what the keys of this pool leave open. */
    private @Nullable String profile;

    /** Database of the MongoTemplate. Taken from the connection string when absent, else test. */
    private @Nullable String database;

    /** Name of the SSL bundle by which the client trusts servers and shows who it is; turns TLS on. */
    private @Nullable String sslBundle;

    /** Whether the start fails when no server can be reached. */
    private boolean failFast = false;

    public @Nullable String getUri() {
        return this.uri;
    }

    public void setUri(@Nullable String uri) {
        this.uri = uri;
    }

    public @Nullable List<String> getHost() {
        return this.host;
    }

    public void setHost(@Nullable List<String> host) {
        this.host = host;
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

    public @Nullable String getAuthenticationDatabase() {
        return this.authenticationDatabase;
    }

    public void setAuthenticationDatabase(@Nullable String authenticationDatabase) {
        this.authenticationDatabase = authenticationDatabase;
    }

    public @Nullable String getReplicaSet() {
        return this.replicaSet;
    }

    public void setReplicaSet(@Nullable String replicaSet) {
        this.replicaSet = replicaSet;
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

    public @Nullable String getDatabase() {
        return this.database;
    }

    public void setDatabase(@Nullable String database) {
        this.database = database;
    }

    public @Nullable String getSslBundle() {
        return this.sslBundle;
    }

    public void setSslBundle(@Nullable String sslBundle) {
        this.sslBundle = sslBundle;
    }

    public boolean isFailFast() {
        return this.failFast;
    }

    public void setFailFast(boolean failFast) {
        this.failFast = failFast;
    }
}
