/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.redis.RedisPermitsSettings;
import org.poolstarter.account.redis.WhenUnavailable;
import org.poolstarter.autoconfigure.AccountPoolProperties;
import org.poolstarter.autoconfigure.AccountTuning;
import org.poolstarter.autoconfigure.ClusterProperties;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.springframework.util.ClassUtils;

/** Makes the settings of the permits of one account pool, and shows each of its values with its origin. */
final class ClusterResolver {

    private static final String FAMILY = "cluster.";

    private final ResolvedKeys<AccountTuning> keys;
    private final AccountPoolProperties own;
    private final @Nullable ClusterProperties cluster;
    private final ClassLoader classLoader;

    ClusterResolver(ResolvedKeys<AccountTuning> keys, AccountPoolProperties own, ClassLoader classLoader) {
        this.keys = keys;
        this.own = own;
        this.cluster = own.getCluster();
        this.classLoader = classLoader;
    }

    boolean isEnabled() {
        return cluster != null && Boolean.TRUE.equals(cluster.getEnabled());
    }

    /** @throws InvalidPoolConfigurationException if what talks to Redis is not on the class path */
    void requireLibraries() {
        require("org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory", "spring-data-redis");
        require("io.lettuce.core.RedisClient", "lettuce-core");
    }

    private void require(String className, String library) {
        if (!ClassUtils.isPresent(className, classLoader)) {
            throw new InvalidPoolConfigurationException(
                    "%s.cluster.enabled is true but %s is not on the class path".formatted(keys.prefix(), library),
                    "Add the dependency org.springframework.boot:spring-boot-starter-data-redis, or set the key to false.");
        }
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a value cannot be used; the text begins with its key
     */
    RedisPermitsSettings resolve() {
        keys.show(FAMILY + "enabled", true, keys.prefix() + ".cluster.enabled");
        WhenUnavailable policy =
                Boolean.TRUE.equals(own.getExclusive()) ? WhenUnavailable.FAIL_CLOSED : WhenUnavailable.LOCAL_SHARE;
        try {
            return new RedisPermitsSettings(
                    value("replica", ClusterProperties::getReplica, processName()),
                    value("lease", ClusterProperties::getLease, Duration.ofSeconds(30)),
                    valueIfSet("max-size", ClusterProperties::getMaxSize),
                    value("when-unavailable", ClusterProperties::getWhenUnavailable, policy),
                    valueIfSet("replicas", ClusterProperties::getReplicas),
                    value("interrupt-holders", ClusterProperties::getInterruptHolders, false),
                    value("wait-replicas", ClusterProperties::getWaitReplicas, 0),
                    value("wait-timeout", ClusterProperties::getWaitTimeout, Duration.ofMillis(50)),
                    value("key-prefix", ClusterProperties::getKeyPrefix, "pools"));
        } catch (IllegalArgumentException ex) {
            throw new IllegalArgumentException(FAMILY + ex.getMessage(), ex);
        }
    }

    private <V> V value(String key, Function<ClusterProperties, @Nullable V> getter, V fallback) {
        V value = valueIfSet(key, getter);
        if (value == null) {
            keys.show(FAMILY + key, shown(fallback), "built-in");
        }
        return (value != null) ? value : fallback;
    }

    private <V> @Nullable V valueIfSet(String key, Function<ClusterProperties, @Nullable V> getter) {
        V value = (cluster != null) ? getter.apply(cluster) : null;
        if (value != null) {
            keys.show(FAMILY + key, shown(value), keys.prefix() + "." + FAMILY + key);
        }
        return value;
    }

    private static Object shown(Object value) {
        return (value instanceof WhenUnavailable policy) ? policy.word() : value;
    }

    private static String processName() {
        String process = String.valueOf(ProcessHandle.current().pid());
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + process;
        } catch (UnknownHostException ex) {
            return "localhost-" + process; // a host that does not know its own name
        }
    }
}
