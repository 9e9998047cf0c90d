/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.health;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.core.env.Environment;

/**
 * A health indicator of Boot that uses the pools it reports on, and so waits when one of them is full. It gives way where
 * the component {@code pools} reports on all that it does.
 */
public final class BootIndicator {

    private static final Logger logger = LoggerFactory.getLogger(BootIndicator.class);

    private final ObjectProvider<HealthContributorRegistry> registry;
    private final Environment environment;
    private final BeanFactory beanFactory;

    public BootIndicator(
            ObjectProvider<HealthContributorRegistry> registry, Environment environment, BeanFactory beanFactory) {
        this.registry = registry;
        this.environment = environment;
        this.beanFactory = beanFactory;
    }

    /**
     * Takes Boot's indicator of this name out of the application's health, unless a health group names it or there is no
     * component {@code pools} to take its place. An indicator of the application's own stays.
     */
    public void giveWay(String name) {
        registry.ifAvailable(contributors -> {
            if (contributors.getContributor("pools") != null
                    && isBoots(name, contributors.getContributor(name))
                    && !isInGroup(name)) {
                contributors.unregisterContributor(name);
            }
        });
    }

    /** As {@link #giveWay(String)}, for the reactive indicator of this name. */
    public void giveWay(String name, ReactiveHealthContributorRegistry reactive) {
        registry.ifAvailable(contributors -> {
            if (contributors.getContributor("pools") != null
                    && isBoots(name, reactive.getContributor(name))
                    && !isInGroup(name)) {
                reactive.unregisterContributor(name);
            }
        });
    }

    private boolean isBoots(String name, @Nullable Object contributor) {
        return contributor != null
                && contributor.getClass().getName().startsWith("org.springframework.boot.")
                // What Boot's own steps back for.
                && !beanFactory.containsBean(name + "HealthIndicator");
    }

    /* Boot refuses to start when a group names an indicator that does not exist. */
    private boolean isInGroup(String name) {
        boolean included = Binder.get(environment)
                .bind("management.endpoint.health.group", Bindable.mapOf(String.class, Group.class))
                .orElse(Map.of())
                .values()
                .stream()
                .flatMap(group -> Stream.concat(group.include().stream(), group.exclude().stream()))
                .anyMatch(entry -> entry.equals(name) || entry.startsWith(name + "/"));
        if (included) {
            logger.warn(
                    "The health indicator {} stays, and may wait for a full pool: a health group names it. "
                            + "Let the group name pools instead of {}.",
                    name,
                    name);
        }
        return included;
    }

    /** The keys of a health group that matter here. */
    record Group(Set<String> include, Set<String> exclude) {

        Group(@Nullable Set<String> include, @Nullable Set<String> exclude) {
            this.include = (include != null) ? Set.copyOf(include) : Set.of();
            this.exclude = (exclude != null) ? Set.copyOf(exclude) : Set.of();
        }
    }
}
