/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The pools that a configuration names, and how all but one are left out of it. */
final class PoolKeys {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("pools");
    private static final List<String> BACKENDS = List.of("jdbc", "mongo", "accounts");

    private final ConfigurableEnvironment environment;

    PoolKeys(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /** The backend under which each pool is configured, by the name of the pool. */
    Map<String, String> backends() {
        Map<String, String> backends = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.forEach(name -> {
                    if (isKeyOfPool(name)) {
                        backends.putIfAbsent(
                                name.getElement(2, ConfigurationPropertyName.Form.ORIGINAL),
                                name.getElement(1, ConfigurationPropertyName.Form.UNIFORM));
                    }
                });
            }
        }
        return backends;
    }

    private static boolean isKeyOfPool(ConfigurationPropertyName name) {
        return ROOT.isAncestorOf(name)
                && name.getNumberOfElements() > 3
                && BACKENDS.contains(name.getElement(1, ConfigurationPropertyName.Form.UNIFORM));
    }

    /** The values of keys of this pool that name a URL. */
    Set<String> urls(String backend, String pool) {
        return namesOf(backend, pool)
                .filter(PoolKeys::isUrl)
                .map(name -> environment.getProperty(name.toString()))
                .filter(value -> value != null && !value.isBlank())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The keys of properties for the driver of this pool which may lead it elsewhere than its URL does. */
    Set<String> detours(String backend, String pool) {
        return namesOf(backend, pool)
                .filter(name -> name.getParent()
                        .getLastElement(ConfigurationPropertyName.Form.UNIFORM)
                        .endsWith("properties"))
                .filter(name -> Hosts.isLeadingElsewhere(
                        name.getLastElement(ConfigurationPropertyName.Form.UNIFORM),
                        environment.getProperty(name.toString(), "")))
                .map(ConfigurationPropertyName::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<ConfigurationPropertyName> namesOf(String backend, String pool) {
        ConfigurationPropertyName prefix =
                ConfigurationPropertyName.of("pools." + backend).append(pool);
        Stream.Builder<ConfigurationPropertyName> names = Stream.builder();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream().filter(prefix::isAncestorOf).forEach(names);
            }
        }
        return names.build();
    }

    private static boolean isUrl(ConfigurationPropertyName name) {
        String last = name.getLastElement(ConfigurationPropertyName.Form.UNIFORM);
        return last.endsWith("url") || last.equals("uri");
    }

    /** Leaves the keys of all other pools out, so that nothing is opened for them. */
    void keepOnly(String pool) {
        Set<String> others = new TreeSet<>(backends().keySet());
        others.remove(pool);
        for (PropertySource<?> source :
                environment.getPropertySources().stream().toList()) {
            if (source instanceof SystemEnvironmentPropertySource variables) {
                Map<String, Object> kept = new LinkedHashMap<>(variables.getSource());
                kept.keySet().removeIf(name -> others.stream().anyMatch(other -> isVariableOf(name, other)));
                environment
                        .getPropertySources()
                        .replace(source.getName(), new SystemEnvironmentPropertySource(source.getName(), kept));
            } else if (source instanceof MapPropertySource map) {
                Map<String, Object> kept = new LinkedHashMap<>(map.getSource());
                if (kept.keySet().removeIf(name -> others.stream().anyMatch(other -> isKeyOf(name, other)))) {
                    environment
                            .getPropertySources()
                            .replace(
                                    source.getName(), new OriginTrackedMapPropertySource(source.getName(), kept, true));
                }
            }
        }
    }

    private static boolean isKeyOf(String key, String pool) {
        return BACKENDS.stream().anyMatch(backend -> key.startsWith("pools.%s.%s.".formatted(backend, pool)));
    }

    private static boolean isVariableOf(String variable, String pool) {
        String upper = variable.toUpperCase(Locale.ROOT);
        String name = pool.replace("-", "").toUpperCase(Locale.ROOT);
        return BACKENDS.stream()
                .anyMatch(
                        backend -> upper.startsWith("POOLS_%s_%s_".formatted(backend.toUpperCase(Locale.ROOT), name)));
    }
}
