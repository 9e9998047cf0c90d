/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.MongoTuning;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.poolstarter.pool.PoolSettings;

/** The keys of one client, where an option of the connection string beats a profile and is beaten by the own key. */
final class WeighedMongoKeys {

    private final ResolvedKeys<MongoTuning> keys;
    private final String uriOrigin;

    WeighedMongoKeys(ResolvedKeys<MongoTuning> keys, String uriOrigin) {
        this.keys = keys;
        this.uriOrigin = uriOrigin;
    }

    <V> @Nullable V value(String key, @Nullable V inUri, Function<MongoTuning, @Nullable V> getter) {
        V value = keys.value(key, getter);
        if (inUri == null || keys.isOwn(key)) {
            return value;
        }
        keys.show(key, inUri, uriOrigin);
        return inUri;
    }

    <V> V required(String key, @Nullable V inUri, Function<MongoTuning, @Nullable V> getter) {
        V value = this.<V>value(key, inUri, getter);
        return Objects.requireNonNull(value, () -> "No profile sets " + key);
    }

    /** Null where the value in force is zero, which means no limit. */
    @Nullable
    Duration unlessZero(String key, @Nullable Duration inUri, Function<MongoTuning, @Nullable Duration> getter) {
        Duration value = value(key, inUri, getter);
        return (value != null && value.isZero()) ? null : value;
    }

    /** What a profile sets is lowered to the upper bound; what the user wrote is left for validation to judge. */
    int minIdle(@Nullable Integer inUri, int maxSize) {
        String key = "min-idle";
        int minIdle = keys.atMost(maxSize, "max-size", key, MongoTuning::getMinIdle);
        if (inUri == null || keys.isOwn(key)) {
            return minIdle;
        }
        keys.show(key, inUri, uriOrigin);
        return inUri;
    }

    /**
     * Says that a key is not in force because of another one. A profile and the connection string give way.
     *
     * @param because what stands against it, in words
     * @throws IllegalArgumentException if the pool's own key sets it
     */
    void notInForce(String key, String because, Function<MongoTuning, ? extends @Nullable Object> getter) {
        keys.value(key, getter::apply);
        if (keys.isOwn(key)) {
            throw new IllegalArgumentException("%s must be absent where %s".formatted(key, because));
        }
        keys.hide(key);
    }

    String database(@Nullable String own, @Nullable String inUri, String otherwise) {
        String key = "database";
        if (own != null) {
            return shown(key, own, keys.prefix() + "." + key);
        }
        return (inUri != null) ? shown(key, inUri, uriOrigin) : shown(key, otherwise, "default");
    }

    /** The name by which servers know the client: no key of its own. */
    void applicationName(@Nullable String inUri, String otherwise) {
        shown("app-name", (inUri != null) ? inUri : otherwise, (inUri != null) ? uriOrigin : "name of the pool");
    }

    /** Whether TLS is spoken: what a bundle turns on, or the connection string says. */
    void tls(@Nullable String ownBundle, boolean bundleOfDetails, @Nullable Boolean inUri) {
        if (bundleOfDetails) {
            keys.show("tls", true, uriOrigin);
        } else if (ownBundle != null) {
            keys.show("tls", true, keys.prefix() + ".ssl-bundle");
        } else if (inUri != null) {
            keys.show("tls", inUri, uriOrigin);
        }
    }

    String prefix() {
        return keys.prefix();
    }

    PoolSettings settings() {
        return keys.settings();
    }

    private String shown(String key, String value, String origin) {
        keys.show(key, value, origin);
        return value;
    }
}
