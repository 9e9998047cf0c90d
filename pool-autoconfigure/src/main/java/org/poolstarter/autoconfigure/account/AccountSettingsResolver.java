/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.autoconfigure.AccountTuning;
import org.poolstarter.autoconfigure.ResolvedKeys;

/** Makes the settings of one account pool out of its keys and profiles. */
final class AccountSettingsResolver {

    private final ResolvedKeys<AccountTuning> keys;
    private final AccountPoolSettings.Builder builder = AccountPoolSettings.builder();

    AccountSettingsResolver(ResolvedKeys<AccountTuning> keys) {
        this.keys = keys;
    }

    /**
     * The settings; shows each of them with its origin. To be called once.
     *
     * @throws IllegalArgumentException if a value is out of its bounds; the message begins with its key
     */
    AccountPoolSettings resolve(boolean exclusive) {
        limits(exclusive);
        acquiring();
        holding();
        idling();
        opening();
        AccountPoolSettings settings = builder.build();
        if (settings.leakThreshold() == null) {
            keys.show("leak-threshold", settings.effectiveLeakThreshold(), "four fifths of session-timeout");
        }
        return settings;
    }

    private void limits(boolean exclusive) {
        set("max-size", AccountTuning::getMaxSize, builder::maxSize);
        int maxPerAccount = keys.required("max-per-account", AccountTuning::getMaxPerAccount);
        if (exclusive) {
            keys.show("exclusive", true, keys.prefix() + ".exclusive");
            builder.exclusive();
        }
        if (!exclusive || keys.isOwn("max-per-account")) {
            builder.maxPerAccount(maxPerAccount);
        } else {
            keys.show("max-per-account", 1, keys.prefix() + ".exclusive");
        }
        set("when-busy", AccountTuning::getWhenBusy, builder::whenBusy);
        builder.maxPending(keys.value("max-pending", AccountTuning::getMaxPending))
                .maxPendingPerAccount(keys.value("max-pending-per-account", AccountTuning::getMaxPendingPerAccount));
    }

    private void acquiring() {
        Duration acquireTimeout = keys.required("acquire-timeout", AccountTuning::getAcquireTimeout);
        builder.acquireTimeout(acquireTimeout)
                .connectTimeout(keys.atMost(
                        acquireTimeout, "acquire-timeout", "connect-timeout", AccountTuning::getConnectTimeout));
        set("reuse-order", AccountTuning::getReuseOrder, builder::reuseOrder);
        set("aging-interval", AccountTuning::getAgingInterval, builder::agingInterval);
    }

    private void holding() {
        Duration sessionTimeout = keys.required("session-timeout", AccountTuning::getSessionTimeout);
        builder.sessionTimeout(sessionTimeout)
                .leakThreshold(keys.atMostIfSet(
                        sessionTimeout, "session-timeout", "leak-threshold", AccountTuning::getLeakThreshold))
                .maxUses(keys.value("max-uses", AccountTuning::getMaxUses));
        set("leak-stacks", AccountTuning::getLeakStacks, builder::leakStacks);
        set("close-timeout", AccountTuning::getCloseTimeout, builder::closeTimeout);
        set("session-records", AccountTuning::getSessionRecords, builder::sessionRecords);
        set("session-log", AccountTuning::getSessionLog, builder::sessionLog);
    }

    private void idling() {
        set("keep-idle", AccountTuning::getKeepIdle, builder::keepIdle);
        set("idle-timeout", AccountTuning::getIdleTimeout, builder::idleTimeout);
        set("max-lifetime", AccountTuning::getMaxLifetime, builder::maxLifetime);
        set("lifetime-jitter", AccountTuning::getLifetimeJitter, builder::lifetimeJitter);
        set("validate-after", AccountTuning::getValidateAfter, builder::validateAfter);
        Duration keepalive = keys.value("keepalive-interval", AccountTuning::getKeepaliveInterval);
        builder.keepaliveInterval((keepalive != null && keepalive.isZero()) ? null : keepalive);
        set("cleanup-interval", AccountTuning::getCleanupInterval, builder::cleanupInterval);
    }

    /** Of the two back-offs one that a profile set gives way to one that is the pool's own. */
    private void opening() {
        set("max-opening", AccountTuning::getMaxOpening, builder::maxOpening);
        Duration most = keys.required("max-open-backoff", AccountTuning::getMaxOpenBackoff);
        Duration first = keys.required("open-backoff", AccountTuning::getOpenBackoff);
        if (keys.isOwn("open-backoff")) {
            most = keys.atLeast(first, "open-backoff", "max-open-backoff", AccountTuning::getMaxOpenBackoff);
        } else {
            first = keys.atMost(most, "max-open-backoff", "open-backoff", AccountTuning::getOpenBackoff);
        }
        builder.openBackoff(first).maxOpenBackoff(most);
    }

    private <V> void set(String key, Function<AccountTuning, @Nullable V> getter, Consumer<V> setter) {
        setter.accept(keys.required(key, getter));
    }
}
