/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;

/** The limits as they are set, and the windows that lower them. Written under the lock of the pool, read by all. */
final class LimitSchedule {

    /* The system's clock may be set, or a zone's rules may change: so long at most nobody looks. */
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final List<LimitWindow> windows;
    private final InstantSource clock;
    private volatile AccountPoolSettings set;
    private volatile List<LimitWindow> open;

    LimitSchedule(AccountPoolSettings set, List<LimitWindow> windows, InstantSource clock) {
        this.set = set;
        this.windows = windows;
        this.clock = clock;
        this.open = openNow();
    }

    boolean isEmpty() {
        return windows.isEmpty();
    }

    /** The limits without windows. */
    AccountPoolSettings set() {
        return set;
    }

    void change(AccountPoolSettings limits) {
        set = limits;
    }

    /** Limits made from those in force, as they are to be set: what is as a window has it was not meant to be changed. */
    AccountPoolSettings asSet(AccountPoolSettings limits) {
        AccountPoolSettings inForce = rules().limits;
        AccountPoolSettings before = set;
        AccountPoolSettings.Builder builder = limits.toBuilder();
        if (limits.maxSize() == inForce.maxSize()) {
            builder.maxSize(before.maxSize());
        }
        if (limits.maxPerAccount() == inForce.maxPerAccount() && !limits.exclusive()) {
            builder.maxPerAccount(before.maxPerAccount());
        }
        return builder.build();
    }

    /** The limits in force. */
    Rules rules() {
        AccountPoolSettings limits = set;
        int maxSize = limits.maxSize();
        int most = Integer.MAX_VALUE;
        for (LimitWindow window : open) {
            maxSize = Math.min(maxSize, orMost(window.maxSize()));
            most = Math.min(most, orMost(window.maxPerAccount()));
        }
        if (maxSize < limits.maxSize() || most < limits.maxPerAccount()) {
            limits = limits.toBuilder()
                    .maxSize(maxSize)
                    .maxPerAccount(Math.min(most, limits.maxPerAccount()))
                    .build();
        }
        return new Rules(limits, most);
    }

    /** Looks at the clock; what has opened and closed, in words, or null if nothing has. */
    @Nullable
    String look() {
        List<LimitWindow> before = open;
        List<LimitWindow> now = openNow();
        if (now.equals(before)) {
            return null;
        }
        open = now;
        List<String> words = new ArrayList<>();
        before.stream().filter(window -> !now.contains(window)).forEach(window -> words.add(window.name() + " closed"));
        now.stream().filter(window -> !before.contains(window)).forEach(window -> words.add(window.name() + " opened"));
        return String.join(", ", words);
    }

    /** How long nothing can change by itself. */
    Duration untilNextLook() {
        Instant now = clock.instant();
        Duration wait = LONGEST;
        for (LimitWindow window : windows) {
            Duration next = Duration.between(now, window.nextLook(now));
            wait = (next.compareTo(wait) < 0) ? next : wait;
        }
        return (wait.compareTo(SHORTEST) < 0) ? SHORTEST : wait;
    }

    /** Settings with the limits that a window has lowered. */
    PoolSettings overlay(PoolSettings settings) {
        List<LimitWindow> lowering = open;
        if (lowering.isEmpty()) {
            return settings;
        }
        AccountPoolSettings inForce = rules().limits;
        Map<String, Integer> lowered =
                Map.of("max-size", inForce.maxSize(), "max-per-account", inForce.maxPerAccount());
        String origin = lowering.stream().map(LimitWindow::name).collect(Collectors.joining(", ", "window ", ""));
        List<Setting> shown = settings.settings().stream()
                .map(setting -> {
                    Integer value = lowered.get(setting.key());
                    return (value == null || value.equals(setting.value()))
                            ? setting
                            : new Setting(setting.key(), value, origin);
                })
                .toList();
        return new PoolSettings(settings.profile(), settings.prefix(), shown);
    }

    /** The windows that are open now and bound a limit. */
    List<String> open() {
        return open.stream().map(LimitWindow::name).toList();
    }

    private List<LimitWindow> openNow() {
        Instant now = clock.instant();
        return windows.stream().filter(window -> window.isOpen(now)).toList();
    }

    private static int orMost(@Nullable Integer limit) {
        return (limit != null) ? limit : Integer.MAX_VALUE;
    }
}
