/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.SimilarNames;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;

/**
 * The keys {@code pools.jdbc.<name>.hikari.*}: properties of HikariCP under its own names, bound strictly. HikariCP's
 * times are plain numbers of milliseconds; a duration such as {@code 5s} is refused.
 */
final class NativeHikariKeys {

    /** What would take the pool away from under us, and what to use instead. */
    private static final Map<String, String> REFUSED = Map.of(
            "data-source", "url",
            "data-source-class-name", "url",
            "data-source-jndi", "url",
            "metric-registry", "a MeterRegistry bean",
            "metrics-tracker-factory", "a MeterRegistry bean");

    private final Binder binder;
    private final String prefix;
    private final ConfigurationPropertyName name;

    /**
     * Checks all keys.
     *
     * @param poolPrefix the prefix of the pool, such as {@code pools.jdbc.orders}
     * @throws InvalidPoolConfigurationException if a key is unknown or refused, or its value does not fit
     */
    NativeHikariKeys(Environment environment, String poolPrefix) {
        this.binder = Binder.get(environment);
        this.prefix = poolPrefix + ".hikari";
        this.name = ConfigurationPropertyName.adapt(prefix, '.');
        REFUSED.keySet().stream().sorted().filter(this::isSet).findFirst().ifPresent(this::refuse);
        bindTo(new HikariConfig());
    }

    /** The full key of a native property. */
    String key(String property) {
        return prefix + "." + property;
    }

    /** The value of a native property; null if it is not set. */
    <T> @Nullable T value(String property, Class<T> type) {
        return binder.bind(name(property), Bindable.of(type)).orElse(null);
    }

    /** Lays every native property on a configuration. */
    void bindTo(HikariConfig config) {
        LastName last = new LastName(name);
        try {
            binder.bind(
                    name,
                    Bindable.ofInstance(config),
                    new NoUnboundElementsBindHandler(last, new UnboundElementsSourceFilter()));
        } catch (BindException ex) {
            throw (ex.getCause() instanceof UnboundConfigurationPropertiesException unbound)
                    ? unknown(unbound)
                    : unfit(ex, name.equals(ex.getName()) ? last.name : ex.getName());
        }
    }

    private ConfigurationPropertyName name(String property) {
        return ConfigurationPropertyName.adapt(key(property), '.');
    }

    private boolean isSet(String property) {
        return binder.bind(name(property), Bindable.of(String.class)).isBound();
    }

    private void refuse(String property) {
        throw new InvalidPoolConfigurationException(
                "%s cannot be set: connections and meters of a named pool are made by the pool itself"
                        .formatted(key(property)),
                "Remove it and use %s.".formatted(REFUSED.get(property)));
    }

    private InvalidPoolConfigurationException unknown(UnboundConfigurationPropertiesException unbound) {
        String key = unbound.getUnboundProperties().iterator().next().getName().toString();
        String wrong = key.substring(Math.min(prefix.length() + 1, key.length()));
        String nearest =
                SimilarNames.to(wrong, properties()).stream().map(this::key).collect(Collectors.joining(", "));
        return new InvalidPoolConfigurationException(
                "%s is not a property of HikariCP".formatted(key), "Did you mean one of %s?".formatted(nearest));
    }

    private InvalidPoolConfigurationException unfit(BindException ex, ConfigurationPropertyName key) {
        Object value = (ex.getProperty() != null) ? ex.getProperty().getValue() : null;
        boolean isTime = value instanceof String text && !text.matches("[+-]?\\d+") && isDuration(text);
        return isTime
                ? new InvalidPoolConfigurationException(
                        "%s=%s does not fit: HikariCP's own times are numbers of milliseconds".formatted(key, value),
                        "Write it as a number of milliseconds, or use the pool's own key.")
                : new InvalidPoolConfigurationException(
                        "%s does not fit: %s"
                                .formatted(
                                        key,
                                        NestedExceptionUtils.getMostSpecificCause(ex)
                                                .getMessage()),
                        "See the documentation of HikariCP for the values it takes.");
    }

    private static boolean isDuration(String text) {
        try {
            DurationStyle.detectAndParse(text);
            return true;
        } catch (IllegalArgumentException ex) {
            return false;
        }
    }

    private static List<String> properties() {
        return Arrays.stream(BeanUtils.getPropertyDescriptors(HikariConfig.class))
                .filter(property -> property.getWriteMethod() != null)
                .map(PropertyDescriptor::getName)
                .map(NativeHikariKeys::dashed)
                .filter(property -> !REFUSED.containsKey(property))
                .toList();
    }

    private static String dashed(String property) {
        return property.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** Remembers what was bound last: where a setter of HikariCP throws, the binder names only the whole. */
    private static final class LastName extends AbstractBindHandler {

        private ConfigurationPropertyName name;

        LastName(ConfigurationPropertyName name) {
            this.name = name;
        }

        @Override
        public Object onSuccess(
                ConfigurationPropertyName boundName, Bindable<?> target, BindContext context, Object result) {
            name = boundName;
            return result;
        }
    }
}
