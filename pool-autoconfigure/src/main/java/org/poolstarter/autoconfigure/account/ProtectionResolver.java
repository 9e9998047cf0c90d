/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.AccountPoolProperties;
import org.poolstarter.autoconfigure.AccountTuning;
import org.poolstarter.autoconfigure.CircuitBreakerProperties;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.ProtectionProperties;
import org.poolstarter.autoconfigure.RateLimitProperties;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.poolstarter.protection.AccountProtection;
import org.poolstarter.protection.BreakerSettings;
import org.poolstarter.protection.BreakerSettings.SlidingWindowType;
import org.poolstarter.protection.RateSettings;
import org.springframework.util.ClassUtils;

/**
 * Makes the protection of one account pool, key by key, out of its own keys, the protection it names and the bases of that, and
 * {@code pools.protection.default}. A pool has a breaker, or a rate limit, where any of these but the default sets a key of it.
 */
final class ProtectionResolver {

    private static final String DEFAULT = "default";
    private static final String BREAKER = "circuit-breaker";
    private static final String RATE = "rate-limit";
    private static final int MAX_ACCOUNTS = 10_000;
    private static final int WINDOW = 10;
    private static final int MINIMUM = 5;

    private final ResolvedKeys<AccountTuning> keys;
    private final Map<String, ProtectionProperties> configs;
    private final ClassLoader classLoader;
    private final List<Layer> layers = new ArrayList<>();

    ProtectionResolver(
            ResolvedKeys<AccountTuning> keys, Map<String, ProtectionProperties> configs, ClassLoader classLoader) {
        this.keys = keys;
        this.configs = configs;
        this.classLoader = classLoader;
    }

    /**
     * The protection; shows each of its values with its origin. To be called once.
     *
     * @return null if the pool has none
     * @throws InvalidPoolConfigurationException if it cannot be used, or its library is missing
     */
    @Nullable
    AccountProtection resolve(AccountPoolProperties own) {
        layers.add(new Layer(keys.prefix(), own.getCircuitBreaker(), own.getRateLimit(), null));
        if (own.getProtection() != null) {
            addConfigs(own.getProtection());
        }
        boolean breaker = isUsed(Layer::breaker, CircuitBreakerProperties::getEnabled);
        boolean rate = isUsed(Layer::rate, RateLimitProperties::getEnabled);
        if (!breaker && !rate) {
            return null;
        }
        ProtectionProperties fallback = configs.get(DEFAULT);
        if (fallback != null) {
            layers.add(layer(DEFAULT, fallback));
        }
        return make(breaker, rate);
    }

    private AccountProtection make(boolean breaker, boolean rate) {
        String block = breaker ? BREAKER : RATE;
        try {
            BreakerSettings breakerSettings = breaker ? breaker() : null;
            block = RATE;
            RateSettings rateSettings = rate ? rate() : null;
            block = "";
            int maxAccounts = first("max-accounts", Layer::maxAccounts, MAX_ACCOUNTS);
            return new AccountProtection(breakerSettings, rateSettings, maxAccounts);
        } catch (IllegalArgumentException ex) {
            // The text begins with the key.
            String text = String.valueOf(ex.getMessage());
            String key = text.substring(0, text.indexOf(" must "));
            String shown = block.isEmpty() ? key : block + "." + key;
            String origin = keys.settings().origin(shown).orElse(shown);
            String full = origin.contains(".") ? origin : keys.prefix() + "." + shown;
            throw new InvalidPoolConfigurationException(
                    full + text.substring(key.length()), "Change %s, or remove it.".formatted(full));
        }
    }

    private BreakerSettings breaker() {
        requireLibrary(BREAKER, "circuitbreaker.CircuitBreaker", "resilience4j-circuitbreaker");
        int window = ofBreaker("sliding-window-size", CircuitBreakerProperties::getSlidingWindowSize, WINDOW);
        return new BreakerSettings(
                ofBreaker("failure-rate-threshold", CircuitBreakerProperties::getFailureRateThreshold, 50.0),
                ofBreaker(
                        "sliding-window-type",
                        CircuitBreakerProperties::getSlidingWindowType,
                        SlidingWindowType.COUNT_BASED),
                window,
                ofBreaker(
                        "minimum-number-of-calls",
                        CircuitBreakerProperties::getMinimumNumberOfCalls,
                        Math.max(1, Math.min(window, MINIMUM))),
                ofBreaker(
                        "wait-duration-in-open-state",
                        CircuitBreakerProperties::getWaitDurationInOpenState,
                        Duration.ofSeconds(60)),
                exceptions("record-exceptions", CircuitBreakerProperties::getRecordExceptions),
                exceptions("ignore-exceptions", CircuitBreakerProperties::getIgnoreExceptions));
    }

    private RateSettings rate() {
        requireLibrary(RATE, "ratelimiter.RateLimiter", "resilience4j-ratelimiter");
        Function<Layer, @Nullable Integer> limit =
                layer -> (layer.rate() != null) ? layer.rate().getLimitForPeriod() : null;
        if (layers.stream().noneMatch(layer -> limit.apply(layer) != null)) {
            throw new InvalidPoolConfigurationException(
                    "%s.rate-limit.limit-for-period must be set, because the pool has a rate limit"
                            .formatted(keys.prefix()),
                    "Set it to the number of acquires that an account may have in each limit-refresh-period.");
        }
        return new RateSettings(
                first(RATE + ".limit-for-period", limit, 1),
                first(
                        RATE + ".limit-refresh-period",
                        layer -> (layer.rate() != null) ? layer.rate().getLimitRefreshPeriod() : null,
                        Duration.ofSeconds(1)));
    }

    private List<Class<? extends Throwable>> exceptions(
            String key, Function<CircuitBreakerProperties, @Nullable List<Class<? extends Throwable>>> getter) {
        List<Class<? extends Throwable>> types = ofBreaker(key, getter, List.of());
        for (Class<?> type : types) {
            if (!Throwable.class.isAssignableFrom(type)) {
                throw new IllegalArgumentException(key + " must name exceptions but names " + type.getName());
            }
        }
        return types;
    }

    private <V> V ofBreaker(String key, Function<CircuitBreakerProperties, @Nullable V> getter, V fallback) {
        return first(
                BREAKER + "." + key,
                layer -> (layer.breaker() != null) ? getter.apply(layer.breaker()) : null,
                fallback);
    }

    private <V> V first(String key, Function<Layer, @Nullable V> getter, V fallback) {
        for (Layer layer : layers) {
            V value = getter.apply(layer);
            if (value != null) {
                keys.show(key, shown(value), layer.prefix() + "." + key);
                return value;
            }
        }
        if (!(fallback instanceof List<?>)) {
            keys.show(key, fallback, "built-in");
        }
        return fallback;
    }

    /* A class is shown by its name. */
    private static Object shown(Object value) {
        return (value instanceof List<?> types)
                ? types.stream()
                        .map(type -> (type instanceof Class<?> named) ? named.getName() : String.valueOf(type))
                        .collect(Collectors.joining(", "))
                : value;
    }

    private <B> boolean isUsed(Function<Layer, @Nullable B> block, Function<B, @Nullable Boolean> enabled) {
        boolean present = false;
        for (Layer layer : layers) {
            B keysOfBlock = block.apply(layer);
            Boolean said = (keysOfBlock != null) ? enabled.apply(keysOfBlock) : null;
            if (said != null) {
                return said;
            }
            present |= keysOfBlock != null;
        }
        return present;
    }

    private void addConfigs(String name) {
        Set<String> visited = new LinkedHashSet<>();
        String key = keys.prefix() + ".protection";
        for (String next = name; next != null; ) {
            if (!visited.add(next)) {
                throw new InvalidPoolConfigurationException(
                        "%s=%s makes a circle of protections: %s -> %s"
                                .formatted(key, next, String.join(" -> ", visited), next),
                        "Remove one of these base-config keys so that the last protection has no base.");
            }
            ProtectionProperties config = configs.get(next);
            if (config == null) {
                throw new InvalidPoolConfigurationException(
                        "%s=%s names a protection that does not exist".formatted(key, next),
                        "Define it under pools.protection.%s%s."
                                .formatted(
                                        next,
                                        configs.isEmpty()
                                                ? ""
                                                : ", or use one of "
                                                        + String.join(", ", new TreeSet<>(configs.keySet()))));
            }
            layers.add(layer(next, config));
            key = "pools.protection." + next + ".base-config";
            next = config.getBaseConfig();
        }
    }

    private static Layer layer(String name, ProtectionProperties config) {
        return new Layer(
                "pools.protection." + name, config.getCircuitBreaker(), config.getRateLimit(), config.getMaxAccounts());
    }

    private void requireLibrary(String block, String className, String artifact) {
        if (!ClassUtils.isPresent("io.github.resilience4j." + className, classLoader)) {
            throw new InvalidPoolConfigurationException(
                    "%s has a %s but io.github.resilience4j:%s is not on the class path"
                            .formatted(keys.prefix(), block, artifact),
                    "Add the dependency io.github.resilience4j:%s, or remove the keys of %s or set its key enabled to false."
                            .formatted(artifact, block));
        }
    }

    private record Layer(
            String prefix,
            @Nullable CircuitBreakerProperties breaker,
            @Nullable RateLimitProperties rate,
            @Nullable Integer maxAccounts) {}
}
