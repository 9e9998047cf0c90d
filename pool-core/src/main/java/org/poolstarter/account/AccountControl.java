/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ChangeTarget;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.PoolAction;
import org.poolstarter.pool.PoolChange;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolPlan;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolState;
import org.poolstarter.pool.ReadableDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running account pool can be told by people and the endpoint: all that {@link AccountPool} itself takes. */
final class AccountControl<A, C> implements ChangeTarget {

    private static final String LIMITS = "limits";
    private static final String PRIORITIES = "priorities";
    private static final Logger logger = LoggerFactory.getLogger(AccountControl.class);

    private final SlotAccountPool<A, C> pool;
    private final Places<A, C> places;
    private final int maxSizeLimit;
    private final @Nullable String prefix;

    /**
     * A control of one pool.
     *
     * @param maxSizeLimit what the maximum size can be raised to
     * @param prefix the key all keys of the pool begin with, for remedies; null for a pool without keys
     */
    AccountControl(SlotAccountPool<A, C> pool, Places<A, C> places, int maxSizeLimit, @Nullable String prefix) {
        this.pool = pool;
        this.places = places;
        this.maxSizeLimit = maxSizeLimit;
        this.prefix = prefix;
    }

    PoolControl build() {
        return PoolControl.of(pool.name(), pool.backend())
                .changeable(settings(), this)
                .on(PoolAction.EVICT_IDLE, order -> evictIdle())
                .on(PoolAction.EVICT_ALL, order -> evictAll())
                .on(PoolAction.PAUSE, order -> pause())
                .on(PoolAction.RESUME, order -> resume())
                .on(PoolAction.DRAIN, this::drain)
                .on(PoolAction.CLOSE_ACCOUNT, order -> closeAccount(Objects.requireNonNull(order.account())))
                .state(this::state)
                .build();
    }

    private PoolState state() {
        if (places.isDraining()) {
            return (places.taken() == 0) ? PoolState.DRAINED : PoolState.DRAINING;
        }
        return places.isPaused() ? PoolState.PAUSED : PoolState.RUNNING;
    }

    // Settings

    private List<ChangeableSetting> settings() {
        List<ChangeableSetting> settings = new ArrayList<>();
        ChangeableSetting maxSize = ChangeableSetting.count("max-size", 1, maxSizeLimit);
        settings.add((prefix != null) ? maxSize.boundBy(prefix + ".max-size-limit") : maxSize);
        if (!pool.limits().exclusive()) {
            settings.add(ChangeableSetting.count("max-per-account", 1, maxSizeLimit));
            settings.add(ChangeableSetting.countOfEach(LIMITS, "account", 1, maxSizeLimit)
                    .orOff());
        }
        settings.add(ChangeableSetting.countOfEach(PRIORITIES, "name", -AcquireOptions.MOST, AcquireOptions.MOST));
        for (AccountSetting setting : AccountSetting.ALL) {
            settings.add(setting.changeable());
        }
        return settings;
    }

    @Override
    public Map<String, Object> values() {
        AccountPoolSettings limits = pool.setLimits();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("max-size", limits.maxSize());
        if (!limits.exclusive()) {
            values.put("max-per-account", limits.maxPerAccount());
            places.limitsByText().forEach((account, limit) -> values.put(keyOf(LIMITS, account), limit));
        }
        pool.priorities().forEach((name, priority) -> values.put(keyOf(PRIORITIES, name), priority));
        for (AccountSetting setting : AccountSetting.ALL) {
            values.put(setting.key(), setting.value(limits));
        }
        return values;
    }

    /** Settings with what was changed at run time otherwise than by an order. */
    PoolSettings inForce(PoolSettings settings) {
        Map<String, Object> current = values();
        List<Setting> shown = new ArrayList<>();
        for (Setting setting : settings.settings()) {
            Object now = current.get(setting.key());
            if (now == null || now.equals(setting.value()) || now.equals(ChangeableSetting.OFF)) {
                shown.add(setting);
            } else {
                shown.add(new Setting(setting.key(), now, PoolControl.ORIGIN));
            }
        }
        return shown.equals(settings.settings())
                ? settings
                : new PoolSettings(settings.profile(), settings.prefix(), shown);
    }

    @Override
    public void check(Map<String, Object> wanted) {
        try {
            changed(wanted);
        } catch (InvalidSettingException ex) {
            throw new InvalidOrderException(
                    ex.key(), ex.value(), ex.bound(), "Change both in one order, or give another value.");
        }
    }

    @Override
    public List<String> notes(Map<String, Object> changed) {
        List<String> windows = pool.openWindows();
        boolean bound = changed.containsKey("max-size") || changed.containsKey("max-per-account");
        return (bound && !windows.isEmpty())
                ? List.of("The window %s is open and may go on to bound it.".formatted(String.join(", ", windows)))
                : List.of();
    }

    @Override
    public void apply(Map<String, Object> changed) {
        changed.forEach((key, value) -> {
            String account = ChangeableSetting.elementOf(key, LIMITS);
            String priority = ChangeableSetting.elementOf(key, PRIORITIES);
            if (account != null) {
                pool.orderLimit(account, (value instanceof Integer limit) ? limit : null);
            } else if (priority != null) {
                pool.changePriority(priority, (Integer) value);
            }
        });
        if (!changed.keySet().stream().allMatch(AccountControl::isOfOne)) {
            pool.applyLimits(changed(changed));
        }
    }

    /* Whether a key is that of one account or of one name, not of the whole pool. */
    private static boolean isOfOne(String key) {
        return ChangeableSetting.elementOf(key, LIMITS) != null || ChangeableSetting.elementOf(key, PRIORITIES) != null;
    }

    private AccountPoolSettings changed(Map<String, Object> values) {
        AccountPoolSettings.Builder builder = pool.setLimits().toBuilder();
        values.forEach((key, value) -> {
            if (key.equals("max-size")) {
                builder.maxSize((Integer) value);
            } else if (key.equals("max-per-account")) {
                builder.maxPerAccount((Integer) value);
            } else {
                AccountSetting setting = AccountSetting.ofKey(key);
                if (setting != null) {
                    setting.set(builder, value);
                }
            }
        });
        return builder.build();
    }

    private static String keyOf(String family, String element) {
        return family + "[" + element + "]";
    }

    // Actions

    private PoolPlan pause() {
        PoolState state = running();
        return switch (state) {
            case PAUSED -> PoolPlan.nothing();
            case RUNNING ->
                PoolPlan.of(new PoolChange("state", state, PoolState.PAUSED), pool::pause)
                        .noting("Callers wait up to acquire-timeout; who holds a client keeps it.");
            default ->
                throw new OrderConflictException("The pool is %s: resume it before you pause it".formatted(state));
        };
    }

    private PoolPlan resume() {
        PoolState state = running();
        return (state == PoolState.RUNNING)
                ? PoolPlan.nothing()
                : PoolPlan.of(new PoolChange("state", state, PoolState.RUNNING), pool::resume);
    }

    private PoolPlan drain(PoolOrder order) {
        PoolState state = running();
        if (places.isDraining()) {
            return PoolPlan.nothing();
        }
        Duration deadline = order.deadline();
        Duration latest = (deadline != null) ? deadline : pool.limits().sessionTimeout();
        String by = order.by();
        return PoolPlan.of(
                        new PoolChange("state", state, PoolState.DRAINING),
                        () -> pool.drainUntil(deadline, closed -> logDeadline(by, closed)))
                .noting(
                        "%d held clients are closed when they come back, and after %s at the latest; callers wait up to acquire-timeout."
                                .formatted(pool.snapshot().active(), ReadableDuration.of(latest)));
    }

    private void logDeadline(String by, int closed) {
        if (closed > 0) {
            logger.warn(
                    "{} ({}) - drain by {}: closed {} clients under their holders at the deadline",
                    pool.name(),
                    pool.backend(),
                    by,
                    closed);
        }
    }

    private PoolPlan evictIdle() {
        running();
        int idle = pool.snapshot().idle();
        return (idle == 0) ? PoolPlan.nothing() : PoolPlan.of(new PoolChange("idle", idle, 0), pool::evictIdle);
    }

    private PoolPlan evictAll() {
        running();
        return closing(pool.snapshot().idle(), pool.snapshot().active(), pool::clear);
    }

    private PoolPlan closeAccount(String text) {
        running();
        List<A> accounts = accounts(text);
        if (accounts.isEmpty()) {
            return PoolPlan.nothing().noting("No account of that text has a client.");
        }
        int idle = accounts.stream()
                .mapToInt(account -> pool.snapshot(account).idle())
                .sum();
        int active = accounts.stream()
                .mapToInt(account -> pool.snapshot(account).active())
                .sum();
        return closing(idle, active, () -> accounts.forEach(pool::closeAll));
    }

    private static PoolPlan closing(int idle, int active, Runnable step) {
        List<PoolChange> changes = new ArrayList<>();
        if (idle > 0) {
            changes.add(new PoolChange("idle", idle, 0));
        }
        if (active > 0) {
            changes.add(new PoolChange("active", active, "closed when they come back"));
        }
        return new PoolPlan(changes, List.of(), step);
    }

    private List<A> accounts(String text) {
        List<A> accounts = new ArrayList<>();
        for (Cell<A, C> cell : places.cells()) {
            if (Refusals.label(cell.account()).equals(text)) {
                accounts.add(cell.account());
            }
        }
        return accounts;
    }

    private PoolState running() {
        if (places.isClosed()) {
            throw new OrderConflictException("The pool %s is closed".formatted(pool.name()));
        }
        return state();
    }
}
