/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.connection.ConnectionPoolSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;

/**
 * The values of a profile underneath the settings of a client that is configured elsewhere: each stays where nothing
 * after it says otherwise.
 *
 * @param values what the profile sets
 * @param display the values with their origins, for people
 */
public record MongoBaseline(MongoClientValues values, PoolSettings display) {

    /**
     * Stands for an upper bound that nobody has set yet; no application writes it. The driver refuses settings whose
     * lower bound is above the upper one and tells neither, so that the profile's own bound must not be in the way of a
     * greater lower bound of the application.
     */
    private static final int OPEN = Integer.MAX_VALUE - 1;

    private static final String LOWERED = ", lowered to max-size";

    /**
     * This baseline with a lower bound that fits a connection string's upper bound. What comes between may look at the
     * settings, and the driver refuses to show those that do not fit.
     */
    public MongoBaseline under(ConnectionString uri) {
        Integer max = uri.getMaxConnectionPoolSize();
        if (max == null || uri.getMinConnectionPoolSize() != null || max >= limits().minIdle()) {
            return this;
        }
        List<Setting> settings = new ArrayList<>(display.settings());
        change(settings, "min-idle", max, LOWERED);
        MongoClientValues.Limits lowered = new MongoClientValues.Limits(
                max, limits().maxSize(), limits().maxConnecting(), limits().idleTimeout(), limits().maxLifetime());
        return new MongoBaseline(values.with(lowered), new PoolSettings(display.profile(), display.prefix(), settings));
    }

    /**
     * Sets the values, before anything else is set. The upper bound is left open until the watch {@linkplain
     * MongoWatch#begin begins}.
     */
    public void applyTo(MongoClientSettings.Builder builder) {
        ClientSettings.apply(values, builder);
        builder.applyToConnectionPoolSettings(pool -> pool.maxSize(OPEN));
    }

    /**
     * Makes the bounds fit each other after everything else was set: a bound of the profile gives way.
     *
     * @param uri whose options were applied; null if there is none
     * @return the values with their origins, as far as they are the profile's
     * @throws IllegalStateException if the bounds that others set contradict each other, in the driver's words
     */
    PoolSettings settle(MongoClientSettings.Builder builder, @Nullable ConnectionString uri) {
        List<Setting> settled = new ArrayList<>(display.settings());
        boolean ownMin = uri == null || uri.getMinConnectionPoolSize() == null;
        builder.applyToConnectionPoolSettings(pool -> settle(pool, ownMin, settled));
        return new PoolSettings(display.profile(), display.prefix(), settled);
    }

    private void settle(ConnectionPoolSettings.Builder pool, boolean ownMin, List<Setting> settled) {
        ConnectionPoolSettings asked;
        try {
            asked = pool.build();
        } catch (IllegalStateException ex) {
            int max = pool.minSize(0).build().getMaxSize();
            if (!ownMin || max >= limits().minIdle()) {
                throw ex;
            }
            pool.minSize(max);
            change(settled, "min-idle", max, LOWERED);
            return;
        }
        if (asked.getMaxSize() == OPEN) {
            int max = Math.max(limits().maxSize(), asked.getMinSize());
            pool.maxSize(max);
            if (max > limits().maxSize()) {
                change(settled, "max-size", max, ", raised to min-idle");
            }
        }
    }

    private MongoClientValues.Limits limits() {
        return values.limits();
    }

    private static void change(List<Setting> settings, String key, int value, String how) {
        settings.replaceAll(
                setting -> setting.key().equals(key) ? new Setting(key, value, setting.origin() + how) : setting);
    }
}
