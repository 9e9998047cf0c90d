/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.health;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.core.env.Environment;

/**
 * A health indicator of Boot that uses the pools it reports on, and so waits when one of them is full. It gives way where
 * the component {@code pools} reports on all that it does.
 */
public final class BootIndicator {

    private static final Logger logger = LoggerFactory.getLogger(BootIndicator.class);

    private final ObjectProvider<HealthContributorRegistry> registry;
    private final Environment environment;

    public BootIndicator(ObjectProvider<HealthContributorRegistry> registry, Environment environment) {
        this.registry = registry;
        this.environment = environment;
    }

    /** Takes the indicator of this name out of the application's health, unless a health group asks for it. */
    public void giveWay(String name) {
        if (environment.getProperty("management.health.pools.enabled", Boolean.class, true) && !isInGroup(name)) {
            registry.ifAvailable(contributors -> contributors.unregisterContributor(name));
        }
    }

    /* Boot refuses to start when a group names an indicator that does not exist. */
    private boolean isInGroup(String name) {
        boolean included = Binder.get(environment)
                .bind("management.endpoint.health.group", Bindable.mapOf(String.class, Group.class))
                .orElse(Map.of())
                .values()
                .stream()
                .flatMap(group -> group.include().stream())
                .anyMatch(entry -> entry.equals(name) || entry.startsWith(name + "/"));
        if (included) {
            logger.warn(
                    "The health indicator {} stays, and may wait for a full pool: a health group includes it. "
                            + "Let the group include pools instead of {}.",
                    name,
                    name);
        }
        return included;
    }

    /** The one key of a health group that matters here. */
    record Group(Set<String> include) {

        Group(@Nullable Set<String> include) {
            this.include = (include != null) ? Set.copyOf(include) : Set.of();
        }
    }
}
