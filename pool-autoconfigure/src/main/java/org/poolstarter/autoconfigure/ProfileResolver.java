/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.ResolvedKeys.Layer;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * Fills what a pool's own keys leave open, key by key: first from the pool's profile and its bases, then from
 * {@code pools.profile} and its bases, last from the built-in profile {@code medium}. A profile of the application that
 * has the name of a built-in one changes only the keys it sets.
 *
 * <p>Immutable, safe for use by many threads.
 */
public final class ProfileResolver {

    static final ClassPathResource BUILT_IN =
            new ClassPathResource("built-in-profiles.properties", ProfileResolver.class);

    private static final String FALLBACK = "medium";
    private static final String BEHIND_PGBOUNCER = "behind-pgbouncer";

    private final String defaultProfile;
    private final Map<String, PoolProfile> profiles;
    private final Map<String, PoolProfile> builtIn;
    private final PoolProfile behindPgBouncer;

    public ProfileResolver(PoolsProperties properties) {
        this.defaultProfile = properties.getProfile();
        this.profiles = properties.getProfiles();
        this.builtIn = loadBuiltIn();
        this.behindPgBouncer = Objects.requireNonNull(this.builtIn.remove(BEHIND_PGBOUNCER), BEHIND_PGBOUNCER);
    }

    /** What the values of profiles are lowered to where connections lead through a PgBouncer that shares its servers. */
    public JdbcTuning behindPgBouncer() {
        return this.behindPgBouncer.getJdbc();
    }

    /**
     * The keys of one pool.
     *
     * @param prefix the key all of the pool's own keys begin with, such as {@code pools.jdbc.orders}
     * @param profile the profile the pool names, or null for {@code pools.profile}
     * @param own the pool's own keys
     * @param block the part of a profile that is for this backend
     * @throws InvalidPoolConfigurationException if a profile is unknown or its bases go round in a circle
     */
    public <T> ResolvedKeys<T> resolve(
            String prefix, @Nullable String profile, T own, Function<PoolProfile, ? extends T> block) {
        List<Layer<T>> layers = new ArrayList<>();
        layers.add(new Layer<>(null, own));
        String name = (profile != null) ? profile : this.defaultProfile;
        if (profile != null) {
            addProfile(profile, prefix + ".profile", layers, block);
        }
        addProfile(this.defaultProfile, "pools.profile", layers, block);
        addProfile(FALLBACK, "pools.profile", layers, block);
        return new ResolvedKeys<>(name, prefix, layers);
    }

    private <T> void addProfile(
            String name, String namedBy, List<Layer<T>> layers, Function<PoolProfile, ? extends T> block) {
        Set<String> visited = new LinkedHashSet<>();
        String next = name;
        String key = namedBy;
        while (next != null) {
            if (!visited.add(next)) {
                throw new InvalidPoolConfigurationException(
                        "%s=%s makes a circle of profiles: %s -> %s"
                                .formatted(key, next, String.join(" -> ", visited), next),
                        "Remove one of these base keys so that the last profile has no base.");
            }
            PoolProfile user = this.profiles.get(next);
            PoolProfile shipped = this.builtIn.get(next);
            if (user == null && shipped == null) {
                throw unknownProfile(key, next);
            }
            String base = null;
            for (PoolProfile part : present(user, shipped)) {
                layers.add(new Layer<>(next, block.apply(part)));
                base = (base != null) ? base : part.getBase();
            }
            key = "pools.profiles." + next + ".base";
            next = base;
        }
    }

    private static List<PoolProfile> present(@Nullable PoolProfile user, @Nullable PoolProfile shipped) {
        List<PoolProfile> parts = new ArrayList<>(2);
        if (user != null) {
            parts.add(user);
        }
        if (shipped != null) {
            parts.add(shipped);
        }
        return parts;
    }

    private InvalidPoolConfigurationException unknownProfile(String key, String name) {
        Set<String> known = new TreeSet<>(this.builtIn.keySet());
        known.addAll(this.profiles.keySet());
        return new InvalidPoolConfigurationException(
                "%s=%s names a profile that does not exist".formatted(key, name),
                "Use one of %s, or define it under pools.profiles.%s.".formatted(String.join(", ", known), name));
    }

    private static Map<String, PoolProfile> loadBuiltIn() {
        try {
            Properties properties = PropertiesLoaderUtils.loadProperties(BUILT_IN);
            return new Binder(new MapConfigurationPropertySource(prefixed(properties)))
                    .bind("profiles", Bindable.mapOf(String.class, PoolProfile.class))
                    .get();
        } catch (IOException ex) {
            throw new UncheckedIOException("The built-in profiles cannot be read from " + BUILT_IN, ex);
        }
    }

    private static Properties prefixed(Properties properties) {
        Properties prefixed = new Properties();
        properties.forEach((key, value) -> prefixed.put("profiles." + key, value));
        return prefixed;
    }
}
