/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * How permits are kept in Redis. Each message of a value that cannot be used begins with its key.
 *
 * @param replica the name of this process, different from that of any other that uses the pool; shown to whoever waits for it
 * @param lease for how long a permit holds in Redis unless it is renewed, 1 s to 1 h; it is renewed each third of it
 * @param maxSize clients of all accounts that all replicas together may have, 1 or more; null for no bound
 * @param whenUnavailable what happens while Redis does not answer
 * @param replicas how many replicas share the limits while Redis does not answer, 1 or more; null for as many as were there last
 * @param interruptHolders whether the thread that holds a client is interrupted when its permit has ended
 * @param waitReplicas replicas of Redis that must have taken over a permit before it counts, 0 or more
 * @param waitTimeout how long that is waited for, positive
 * @param keyPrefix what the keys in Redis begin with
 */
public record RedisPermitsSettings(
        String replica,
        Duration lease,
        @Nullable Integer maxSize,
        WhenUnavailable whenUnavailable,
        @Nullable Integer replicas,
        boolean interruptHolders,
        int waitReplicas,
        Duration waitTimeout,
        String keyPrefix) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(2);

    public RedisPermitsSettings {
        if (replica.isBlank() || replica.indexOf('|') >= 0) {
            throw new IllegalArgumentException("replica must be a name without | but is '%s'".formatted(replica));
        }
        if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("lease must be 1s to 1h but is " + ReadableDuration.of(lease));
        }
        if (maxSize != null && maxSize < 1) {
            throw new IllegalArgumentException("max-size must be at least 1 but is " + maxSize);
        }
        if (replicas != null && replicas < 1) {
            throw new IllegalArgumentException("replicas must be at least 1 but is " + replicas);
        }
        if (waitReplicas < 0) {
            throw new IllegalArgumentException("wait-replicas must not be negative but is " + waitReplicas);
        }
        if (waitTimeout.toMillis() < 1 || waitTimeout.compareTo(patience(lease)) > 0) {
            throw new IllegalArgumentException("wait-timeout must be 1ms to a sixth of the lease, at most 2s, but is "
                    + ReadableDuration.of(waitTimeout));
        }
        if (keyPrefix.isBlank() || keyPrefix.indexOf('{') >= 0) {
            throw new IllegalArgumentException("key-prefix must be a text without { but is '%s'".formatted(keyPrefix));
        }
    }

    /** How often permits are renewed. */
    Duration renewEvery() {
        return lease.dividedBy(3);
    }

    /** How long before the end of its lease in Redis a permit ends here, so that its client can be closed in time. */
    Duration margin() {
        return lease.dividedBy(6);
    }

    /** The bound of all accounts as scripts take it: 0 for none. */
    String maxSizeText() {
        return (maxSize != null) ? maxSize.toString() : "0";
    }

    /** How long an answer of Redis is waited for. */
    Duration patience() {
        return patience(lease);
    }

    private static Duration patience(Duration lease) {
        Duration sixth = lease.dividedBy(6);
        return (sixth.compareTo(MOST_PATIENCE) < 0) ? sixth : MOST_PATIENCE;
    }
}
