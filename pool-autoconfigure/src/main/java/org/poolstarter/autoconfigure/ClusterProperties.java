/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.redis.WhenUnavailable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/** Limits of an account pool that hold over all replicas of the application. */
@ConfigurationPropertiesSource
public final class ClusterProperties {

    /**
     * Whether the limits of accounts hold over all replicas of the application that have a pool of this name, by permits
     * kept in Redis.
     */
    private @Nullable Boolean enabled;

    /** Name of the RedisConnectionFactory bean that is used; the only one, or the primary one, unless set. */
    private @Nullable String redis;

    /**
     * Name of this replica, different from all others; shown to callers who find an account busy. Host name and process id
     * unless set.
     */
    private @Nullable String replica;

    /**
     * For how long a permit holds in Redis unless it is renewed, 1s to 1h; it is renewed each third of it. After it the
     * places of a replica that died are free again. 30s unless set.
     */
    private @Nullable Duration lease;

    /** Upper bound of clients of all accounts over all replicas, 1 or more; none unless set. */
    private @Nullable Integer maxSize;

    /** What happens while Redis does not answer: fail-closed unless set for an exclusive pool, else local-share. */
    private @Nullable WhenUnavailable whenUnavailable;

    /**
     * How many replicas share the limits while Redis does not answer, 1 or more; as many as were there last unless set.
     */
    private @Nullable Integer replicas;

    /** Whether the thread that holds a client is interrupted when its permit has ended; false unless set. */
    private @Nullable Boolean interruptHolders;

    /**
     * How many replicas of Redis must have taken over a permit before it counts, 0 or more; 0 unless set, and for Redis
     * Cluster.
     */
    private @Nullable Integer waitReplicas;

    /** How long that is waited for, 1ms to a sixth of the lease, at most 2s; 50ms unless set. */
    private @Nullable Duration waitTimeout;

    /** What the keys in Redis begin with; pools unless set. */
    private @Nullable String keyPrefix;

    public @Nullable Boolean getEnabled() {
        return this.enabled;
    }

    public void setEnabled(@Nullable Boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable String getRedis() {
        return this.redis;
    }

    public void setRedis(@Nullable String redis) {
        this.redis = redis;
    }

    public @Nullable String getReplica() {
        return this.replica;
    }

    public void setReplica(@Nullable String replica) {
        this.replica = replica;
    }

    public @Nullable Duration getLease() {
        return this.lease;
    }

    public void setLease(@Nullable Duration lease) {
        this.lease = lease;
    }

    public @Nullable Integer getMaxSize() {
        return this.maxSize;
    }

    public void setMaxSize(@Nullable Integer maxSize) {
        this.maxSize = maxSize;
    }

    public @Nullable WhenUnavailable getWhenUnavailable() {
        return this.whenUnavailable;
    }

    public void setWhenUnavailable(@Nullable WhenUnavailable whenUnavailable) {
        this.whenUnavailable = whenUnavailable;
    }

    public @Nullable Integer getReplicas() {
        return this.replicas;
    }

    public void setReplicas(@Nullable Integer replicas) {
        this.replicas = replicas;
    }

    public @Nullable Boolean getInterruptHolders() {
        return this.interruptHolders;
    }

    public void setInterruptHolders(@Nullable Boolean interruptHolders) {
        this.interruptHolders = interruptHolders;
    }

    public @Nullable Integer getWaitReplicas() {
        return this.waitReplicas;
    }

    public void setWaitReplicas(@Nullable Integer waitReplicas) {
        this.waitReplicas = waitReplicas;
    }

    public @Nullable Duration getWaitTimeout() {
        return this.waitTimeout;
    }

    public void setWaitTimeout(@Nullable Duration waitTimeout) {
        this.waitTimeout = waitTimeout;
    }

    public @Nullable String getKeyPrefix() {
        return this.keyPrefix;
    }

    public void setKeyPrefix(@Nullable String keyPrefix) {
        this.keyPrefix = keyPrefix;
    }
}
