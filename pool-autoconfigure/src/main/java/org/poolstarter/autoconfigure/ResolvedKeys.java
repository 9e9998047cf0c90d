/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;

/**
 * Answers the keys of one pool one by one from layers of which the first that has a value wins, and keeps where each
 * answer came from. Not thread-safe.
 *
 * @param <T> the type that holds the keys
 */
public final class ResolvedKeys<T> {

    private final String profile;
    private final String prefix;
    private final List<Layer<T>> layers;
    private final List<Setting> settings = new ArrayList<>();

    ResolvedKeys(String profile, String prefix, List<Layer<T>> layers) {
        this.profile = profile;
        this.prefix = prefix;
        this.layers = List.copyOf(layers);
    }

    /**
     * The value of a key from the strongest layer that has one; its origin is then shown with the pool's settings.
     *
     * @param key the key without prefix, such as {@code max-size}
     * @param getter reads the key from one layer
     * @return the value, or null if no layer has one
     */
    public <V> @Nullable V value(String key, Function<T, @Nullable V> getter) {
        for (Layer<T> layer : this.layers) {
            V value = getter.apply(layer.keys());
            if (value != null) {
                show(key, value, (layer.profile() != null) ? layer.profile() : this.prefix + "." + key);
                return value;
            }
        }
        return null;
    }

    /**
     * As {@link #value}, for a key that every built-in profile sets.
     *
     * @throws IllegalStateException if no layer has a value
     */
    public <V> V required(String key, Function<T, @Nullable V> getter) {
        V value = value(key, getter);
        if (value == null) {
            throw unset(key);
        }
        return value;
    }

    /**
     * As {@link #required}, but a value that a profile set is lowered to a bound that a stronger key has set. A value
     * that the pool's own key set is left as it is, for validation to judge.
     *
     * @param bound the greatest value allowed
     * @param boundKey the key the bound comes from
     */
    public <V extends Comparable<V>> V atMost(V bound, String boundKey, String key, Function<T, @Nullable V> getter) {
        V value = atMostIfSet(bound, boundKey, key, getter);
        if (value == null) {
            throw unset(key);
        }
        return value;
    }

    /** As {@link #atMost}, for a key that need not be set: null if no layer has a value. */
    public <V extends Comparable<V>> @Nullable V atMostIfSet(
            V bound, String boundKey, String key, Function<T, @Nullable V> getter) {
        V value = value(key, getter);
        if (value == null || value.compareTo(bound) <= 0 || isOwn(key)) {
            return value;
        }
        show(key, bound, origin(key) + ", lowered to " + boundKey);
        return bound;
    }

    /** As {@link #atMost}, but a value that a profile set is raised to the bound. */
    public <V extends Comparable<V>> V atLeast(V bound, String boundKey, String key, Function<T, @Nullable V> getter) {
        V value = required(key, getter);
        if (value.compareTo(bound) >= 0 || isOwn(key)) {
            return value;
        }
        show(key, bound, origin(key) + ", raised to " + boundKey);
        return bound;
    }

    /** Whether the pool's own key, and not a profile, sets this one. */
    public boolean isOwn(String key) {
        return origin(key).equals(this.prefix + "." + key);
    }

    /** Shows a setting with this value and origin, in place of the one shown before. */
    public void show(String key, Object value, String origin) {
        Setting setting = new Setting(key, value, origin);
        for (int i = 0; i < this.settings.size(); i++) {
            if (this.settings.get(i).key().equals(key)) {
                this.settings.set(i, setting);
                return;
            }
        }
        this.settings.add(setting);
    }

    /**
     * Shows that a size follows the load, and its bounds.
     *
     * @param least null for the usual bound
     * @param greatest null for the usual bound
     */
    public void showSizing(SizingMode mode, @Nullable Integer least, @Nullable Integer greatest) {
        if (mode == SizingMode.ADAPTIVE) {
            showOwn("sizing", mode);
            showOwn("adaptive-min-size", least);
            showOwn("adaptive-max-size", greatest);
        }
    }

    private void showOwn(String key, @Nullable Object value) {
        if (value != null) {
            show(key, value, prefix + "." + key);
        }
    }

    /** Shows this setting no more, because another one is in force in its place. */
    public void hide(String key) {
        this.settings.removeIf(setting -> setting.key().equals(key));
    }

    /** The key all of this pool's own keys begin with, such as {@code pools.jdbc.orders}. */
    public String prefix() {
        return this.prefix;
    }

    /** All that was answered or shown so far. */
    public PoolSettings settings() {
        return new PoolSettings(this.profile, this.prefix, this.settings);
    }

    private static IllegalStateException unset(String key) {
        return new IllegalStateException("No profile sets " + key);
    }

    private String origin(String key) {
        return settings().origin(key).orElse("");
    }

    /**
     * Keys and whose they are.
     *
     * @param profile the profile's name, or null for the pool's own keys
     */
    record Layer<T>(@Nullable String profile, T keys) {}
}
