/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.poolstarter.pool.ChangeableSetting.OFF;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ChangeableSetting;

/** A setting that can be changed while the pool runs and is bound by nothing outside of {@link AccountPoolSettings}. */
final class AccountSetting {

    /** All of them, in the order in which they are shown. */
    static final List<AccountSetting> ALL = List.of(
            of("max-opening", Kind.COUNT, AccountPoolSettings::maxOpening, AccountPoolSettings.Builder::maxOpening),
            of(
                    "max-pending",
                    Kind.COUNT_OR_OFF,
                    AccountPoolSettings::maxPending,
                    AccountPoolSettings.Builder::maxPending),
            of(
                    "max-pending-per-account",
                    Kind.COUNT_OR_OFF,
                    AccountPoolSettings::maxPendingPerAccount,
                    AccountPoolSettings.Builder::maxPendingPerAccount),
            of(
                    "acquire-timeout",
                    Kind.TIME,
                    AccountPoolSettings::acquireTimeout,
                    AccountPoolSettings.Builder::acquireTimeout),
            of(
                    "connect-timeout",
                    Kind.TIME,
                    AccountPoolSettings::connectTimeout,
                    AccountPoolSettings.Builder::connectTimeout),
            of(
                    "session-timeout",
                    Kind.TIME,
                    AccountPoolSettings::sessionTimeout,
                    AccountPoolSettings.Builder::sessionTimeout),
            of(
                    "leak-threshold",
                    Kind.TIME_OR_OFF,
                    AccountPoolSettings::leakThreshold,
                    AccountPoolSettings.Builder::leakThreshold),
            of("idle-timeout", Kind.TIME, AccountPoolSettings::idleTimeout, AccountPoolSettings.Builder::idleTimeout),
            of("max-lifetime", Kind.TIME, AccountPoolSettings::maxLifetime, AccountPoolSettings.Builder::maxLifetime),
            of("max-uses", Kind.COUNT_OR_OFF, AccountPoolSettings::maxUses, AccountPoolSettings.Builder::maxUses),
            of(
                    "validate-after",
                    Kind.TIME_OR_ZERO,
                    AccountPoolSettings::validateAfter,
                    AccountPoolSettings.Builder::validateAfter),
            of(
                    "keepalive-interval",
                    Kind.TIME_OR_OFF,
                    AccountPoolSettings::keepaliveInterval,
                    AccountPoolSettings.Builder::keepaliveInterval),
            of(
                    "open-backoff",
                    Kind.TIME_OR_ZERO,
                    AccountPoolSettings::openBackoff,
                    AccountPoolSettings.Builder::openBackoff),
            of(
                    "max-open-backoff",
                    Kind.TIME_OR_ZERO,
                    AccountPoolSettings::maxOpenBackoff,
                    AccountPoolSettings.Builder::maxOpenBackoff),
            of(
                    "aging-interval",
                    Kind.TIME,
                    AccountPoolSettings::agingInterval,
                    AccountPoolSettings.Builder::agingInterval),
            of(
                    "cleanup-interval",
                    Kind.TIME,
                    AccountPoolSettings::cleanupInterval,
                    AccountPoolSettings.Builder::cleanupInterval),
            of(
                    "close-timeout",
                    Kind.TIME_OR_ZERO,
                    AccountPoolSettings::closeTimeout,
                    AccountPoolSettings.Builder::closeTimeout));

    private static final int MOST = 1_000_000;

    private final ChangeableSetting changeable;
    private final Function<AccountPoolSettings, @Nullable Object> getter;
    private final BiFunction<AccountPoolSettings.Builder, @Nullable Object, AccountPoolSettings.Builder> setter;

    private AccountSetting(
            ChangeableSetting changeable,
            Function<AccountPoolSettings, @Nullable Object> getter,
            BiFunction<AccountPoolSettings.Builder, @Nullable Object, AccountPoolSettings.Builder> setter) {
        this.changeable = changeable;
        this.getter = getter;
        this.setter = setter;
    }

    @SuppressWarnings("unchecked") // a value was read by the setting's own kind
    private static <V> AccountSetting of(
            String key,
            Kind kind,
            Function<AccountPoolSettings, @Nullable V> getter,
            BiFunction<AccountPoolSettings.Builder, V, AccountPoolSettings.Builder> setter) {
        return new AccountSetting(kind.of(key), getter::apply, (builder, value) -> setter.apply(builder, (V) value));
    }

    /** The setting of a key; null if it is none of these. */
    static @Nullable AccountSetting ofKey(String key) {
        return ALL.stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    String key() {
        return changeable.key();
    }

    ChangeableSetting changeable() {
        return changeable;
    }

    /** The value in force, or {@link ChangeableSetting#OFF}. */
    Object value(AccountPoolSettings limits) {
        Object value = getter.apply(limits);
        return (value != null) ? value : OFF;
    }

    /** The builder, with another value. */
    AccountPoolSettings.Builder set(AccountPoolSettings.Builder builder, Object value) {
        return setter.apply(builder, value.equals(OFF) ? null : value);
    }

    private enum Kind {
        COUNT,
        COUNT_OR_OFF,
        TIME,
        TIME_OR_OFF,
        TIME_OR_ZERO;

        ChangeableSetting of(String key) {
            return switch (this) {
                case COUNT -> ChangeableSetting.count(key, 1, MOST);
                case COUNT_OR_OFF -> ChangeableSetting.count(key, 1, MOST).orOff();
                case TIME -> ChangeableSetting.time(key, Duration.ofMillis(1));
                case TIME_OR_OFF ->
                    ChangeableSetting.time(key, Duration.ofMillis(1)).orOff();
                case TIME_OR_ZERO -> ChangeableSetting.time(key, Duration.ZERO);
            };
        }
    }
}
