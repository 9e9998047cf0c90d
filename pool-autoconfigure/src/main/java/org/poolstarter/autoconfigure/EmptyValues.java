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
 * What a key means that is there and empty, where Boot makes nothing of it and would call the key unknown: a threshold of
 * slow queries or commands is off, as 0 is, and the option {@code --pools.check} is on.
 */
final class EmptyValues implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final ConfigurationPropertyName POOLS = ConfigurationPropertyName.of("pools");
    private static final ConfigurationPropertyName CHECK = ConfigurationPropertyName.of("pools.check");
    private static final Set<String> THRESHOLDS = Set.of("slow-query-threshold", "slow-command-threshold");

    @Override
    public BindHandler apply(BindHandler handler) {
        return around(handler);
    }

    /** The same handler, but for those empty values. */
    static BindHandler around(BindHandler handler) {
        return new AbstractBindHandler(handler) {

            @Override
            public <T> @Nullable Bindable<T> onStart(
                    ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
                return isEmpty(name, context) ? asIs() : super.onStart(name, target, context);
            }

            @Override
            public @Nullable Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                Object bound = super.onSuccess(name, target, context, result);
                if (!isEmpty(name, context)) {
                    return bound;
                }
                return name.equals(CHECK) ? true : Duration.ZERO;
            }
        };
    }

    /* Whatever the value is, it is not converted. What is bound in the end is what the key expects. */
    @SuppressWarnings("unchecked")
    private static <T> Bindable<T> asIs() {
        return (Bindable<T>) Bindable.of(Object.class);
    }

    private static boolean isEmpty(ConfigurationPropertyName name, BindContext context) {
        boolean threshold = POOLS.isAncestorOf(name)
                && THRESHOLDS.contains(name.getLastElement(ConfigurationPropertyName.Form.DASHED));
        if (!threshold && !name.equals(CHECK)) {
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
