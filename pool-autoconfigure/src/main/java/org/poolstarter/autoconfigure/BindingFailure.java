/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.beans.PropertyDescriptor;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.EnumWord;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;

/**
 * Puts into words why the keys under {@code pools} do not bind. A value is shown only where a number, a time, a switch or
 * one of some words is expected: any other may hold a password.
 */
final class BindingFailure {

    private static final ConfigurationPropertyName POOLS = ConfigurationPropertyName.of("pools");

    private static final Map<Class<?>, Expectation> EXPECTATIONS = Map.of(
            Integer.class, new Expectation("a whole number", ", such as 10"),
            Duration.class, new Expectation("a time with its unit", ", such as 500ms, 30s or 5m"),
            Double.class, new Expectation("a number", ", with a point before its fraction"),
            Boolean.class, new Expectation("true or false", ""),
            Class.class, new Expectation("the name of a class on the class path", ", such as java.io.IOException"));

    private static final Expectation SMALLER =
            new Expectation("a whole number of at most " + Integer.MAX_VALUE, ", such as 10");

    private BindingFailure() {}

    static boolean isUnderPools(BindException failure) {
        return POOLS.equals(failure.getName()) || POOLS.isAncestorOf(failure.getName());
    }

    static InvalidPoolConfigurationException explain(BindException failure) {
        InvalidPoolConfigurationException explained =
                (failure.getCause() instanceof UnboundConfigurationPropertiesException unbound)
                        ? unknownKey(unbound.getUnboundProperties().iterator().next())
                        : unfit(failure);
        explained.initCause(failure);
        return explained;
    }

    private static InvalidPoolConfigurationException unknownKey(ConfigurationProperty property) {
        ConfigurationPropertyName name = property.getName();
        ResolvableType type = ResolvableType.forClass(PoolsProperties.class);
        int depth = POOLS.getNumberOfElements();
        while (depth < name.getNumberOfElements() - 1) {
            ResolvableType next = typeOf(type.toClass(), element(name, depth));
            if (next == null) {
                break;
            }
            boolean isMap = Map.class.isAssignableFrom(next.toClass());
            type = isMap ? next.asMap().getGeneric(1) : next;
            depth += isMap ? 2 : 1;
        }
        ConfigurationPropertyName parent = name.chop(depth);
        List<String> known = properties(type.toClass());
        String wrong = (depth < name.getNumberOfElements()) ? element(name, depth) : "";
        if (known.contains(wrong) && isEmpty(property)) {
            return new InvalidPoolConfigurationException(
                    "%s is empty%s".formatted(name, setBy(property)), "Give %s a value, or remove it.".formatted(name));
        }
        String similar = SimilarNames.to(wrong, known).stream()
                .map(candidate -> parent + "." + candidate)
                .collect(Collectors.joining(", "));
        return new InvalidPoolConfigurationException(
                "%s is not a key of pool-starter%s".formatted(name, setBy(property)),
                "Did you mean one of %s?".formatted(similar));
    }

    /* Boot makes nothing of an empty number, time or switch, and then calls the key unknown. */
    private static boolean isEmpty(ConfigurationProperty property) {
        return String.valueOf(property.getValue()).isBlank();
    }

    private static InvalidPoolConfigurationException unfit(BindException failure) {
        String key = failure.getName().toString();
        ConfigurationProperty property = failure.getProperty();
        Expectation expected = expectation(failure.getTarget().getType(), property);
        if (expected == null) {
            return new InvalidPoolConfigurationException(
                    "%s has a value of its own where only keys below it are expected%s".formatted(key, setBy(property)),
                    "Write the keys of it, such as %s.<key>, each with a value.".formatted(key));
        }
        return new InvalidPoolConfigurationException(
                "%s must be %s but is %s%s"
                        .formatted(
                                key, expected.what(), (property != null) ? property.getValue() : "", setBy(property)),
                "Set %s to %s%s.".formatted(key, expected.what(), expected.examples()));
    }

    private static @Nullable Expectation expectation(ResolvableType target, @Nullable ConfigurationProperty property) {
        boolean isList = Collection.class.isAssignableFrom(target.toClass());
        Class<?> type = isList ? target.asCollection().getGeneric(0).toClass() : target.toClass();
        if (type.isEnum()) {
            String words = Arrays.stream(type.getEnumConstants())
                    .map(constant -> EnumWord.of((Enum<?>) constant))
                    .collect(Collectors.joining(", "));
            return new Expectation((isList ? "a list of " : "one of ") + words, "");
        }
        Class<?> boxed = BeanUtils.isSimpleProperty(type) ? boxed(type) : type;
        return (boxed == Integer.class && isWhole(property)) ? SMALLER : EXPECTATIONS.get(boxed);
    }

    private static boolean isWhole(@Nullable ConfigurationProperty property) {
        return property != null && String.valueOf(property.getValue()).strip().matches("[+-]?\\d+");
    }

    private static String setBy(@Nullable ConfigurationProperty property) {
        return (property != null && property.getOrigin() != null) ? ", set by " + property.getOrigin() : "";
    }

    private static Class<?> boxed(Class<?> type) {
        return (type == boolean.class)
                ? Boolean.class
                : (type == int.class) ? Integer.class : (type == double.class) ? Double.class : type;
    }

    private static String element(ConfigurationPropertyName name, int index) {
        return name.getElement(index, ConfigurationPropertyName.Form.DASHED);
    }

    private static @Nullable ResolvableType typeOf(Class<?> type, String property) {
        return Arrays.stream(BeanUtils.getPropertyDescriptors(type))
                .filter(descriptor -> descriptor.getReadMethod() != null)
                .filter(descriptor -> dashed(descriptor).equals(property))
                .map(descriptor -> ResolvableType.forMethodReturnType(descriptor.getReadMethod()))
                .filter(candidate -> !BeanUtils.isSimpleProperty(candidate.toClass()))
                .findFirst()
                .orElse(null);
    }

    private static List<String> properties(Class<?> type) {
        return Arrays.stream(BeanUtils.getPropertyDescriptors(type))
                .filter(descriptor -> !descriptor.getName().equals("class"))
                .map(BindingFailure::dashed)
                .toList();
    }

    private static String dashed(PropertyDescriptor property) {
        return DataObjectPropertyName.toDashedForm(property.getName());
    }

    /**
     * What a key expects.
     *
     * @param what in words
     * @param examples some values, to be read after the words; may be empty
     */
    private record Expectation(String what, String examples) {}
}
