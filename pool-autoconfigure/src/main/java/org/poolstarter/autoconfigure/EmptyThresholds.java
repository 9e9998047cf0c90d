/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;

/**
 * Takes a threshold of slow queries or commands that is there and empty for one that is off, as 0 is. Boot makes nothing of
 * an empty time, and would call the key unknown.
 */
final class EmptyThresholds implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final ConfigurationPropertyName POOLS = ConfigurationPropertyName.of("pools");
    private static final Set<String> THRESHOLDS = Set.of("slow-query-threshold", "slow-command-threshold");

    @Override
    public BindHandler apply(BindHandler handler) {
        return around(handler);
    }

    /** The same handler, but for empty thresholds. */
    static BindHandler around(BindHandler handler) {
        return new AbstractBindHandler(handler) {

            @Override
            public <T> @Nullable Bindable<T> onStart(
                    ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
                return isEmptyThreshold(name, context) ? asIs() : super.onStart(name, target, context);
            }

            @Override
            public @Nullable Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                Object bound = super.onSuccess(name, target, context, result);
                return isEmptyThreshold(name, context) ? Duration.ZERO : bound;
            }
        };
    }

    /* Whatever the value is, it is not converted. What is bound in the end is what the key expects. */
    @SuppressWarnings("unchecked")
    private static <T> Bindable<T> asIs() {
        return (Bindable<T>) Bindable.of(Object.class);
    }

    private static boolean isEmptyThreshold(ConfigurationPropertyName name, BindContext context) {
        if (!POOLS.isAncestorOf(name)
                || !THRESHOLDS.contains(name.getLastElement(ConfigurationPropertyName.Form.DASHED))) {
            return false;
        }
        for (ConfigurationPropertySource source : context.getSources()) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                return property.getValue() instanceof CharSequence text
                        && text.toString().isBlank();
            }
        }
        return false;
    }
}
