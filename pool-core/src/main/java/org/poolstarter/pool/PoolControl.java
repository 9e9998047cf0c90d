/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings.Setting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steers one running pool: takes orders, checks them, has the backend carry them out one at a time, logs who changed
 * what, and remembers it.
 *
 * <p>A backend makes its control with the {@link Builder}: it says which settings can be changed within which bounds, and
 * gives one handler for each further action it takes. A handler looks and returns a plan; nothing happens until the
 * control runs the plan, so each action has a dry run.
 *
 * <p>Safe for use by many threads. What only reads does not block.
 */
public final class PoolControl {

    /** The origin of a setting that was changed while the pool ran. */
    public static final String ORIGIN = "runtime";

    private static final int REMEMBERED = 16;

    private static final Logger logger = LoggerFactory.getLogger(PoolControl.class);

    private final String pool;
    private final String backend;
    private final Clock clock;
    private final Supplier<PoolState> state;
    private final Map<String, ChangeableSetting> changeable;
    private final Map<PoolAction, Function<PoolOrder, PoolPlan>> handlers;

    /* Where new values of settings go; null for a pool that takes none. */
    private final @Nullable ChangeTarget target;

    private final ReentrantLock lock = new ReentrantLock();

    /* Guarded by lock. */
    private final Deque<PoolOutcome> outcomes = new ArrayDeque<>();

    /* Where the values of the order under way come from; null for where they come from without any order. Guarded by lock. */
    private @Nullable String origin = ORIGIN;

    /* What the order under way sets, also to what it is already. Guarded by lock. */
    private Map<String, Object> ordered = Map.of();

    /* The settings that were ordered, by key. Replaced under lock, never changed. */
    private volatile Map<String, Setting> changed = Map.of();
    private volatile List<PoolOutcome> recent = List.of();

    /* Where what was done is published too; null for nowhere. */
    private volatile @Nullable PoolEvents events;

    private PoolControl(Builder builder) {
        this.pool = builder.pool;
        this.backend = builder.backend;
        this.clock = builder.clock;
        this.state = builder.state;
        this.changeable = Collections.unmodifiableMap(new LinkedHashMap<>(builder.changeable));
        this.handlers = new EnumMap<>(builder.handlers);
        ChangeTarget changes = builder.target;
        this.target = changes;
        if (changes != null) {
            this.handlers.put(PoolAction.CHANGE, order -> planOfChange(order, changes));
        }
    }

    /**
     * A control to be.
     *
     * @param pool the name of the pool
     * @param backend its backend
     */
    public static Builder of(String pool, String backend) {
        return new Builder(pool, backend);
    }

    /** What this pool takes. */
    public Set<PoolAction> actions() {
        return Collections.unmodifiableSet(handlers.keySet());
    }

    /** The settings that can be changed, in the order in which they are shown. */
    public List<ChangeableSetting> changeable() {
        return List.copyOf(changeable.values());
    }

    /**
     * The value that a setting has by configuration, order or program, whatever lowers it for a time.
     *
     * @return null if the setting is none that can be changed
     */
    public @Nullable Object value(String key) {
        ChangeTarget values = target;
        return (values != null) ? values.values().get(key) : null;
    }

    /**
     * What the last order gave a setting, also where that changed nothing, and the origin of that.
     *
     * @return null without an order, or after one that had the origin shown again
     */
    public @Nullable Setting changed(String key) {
        return changed.get(key);
    }

    /** Whether the pool hands out connections. */
    public PoolState state() {
        return state.get();
    }

    /** The last orders that were carried out, newest first, 16 at most. */
    public List<PoolOutcome> recent() {
        return recent;
    }

    /**
     * Carries out an order, or tells what it would change. One order is carried out after the other.
     *
     * <p>It may take as long as the backend needs; draining goes on in the background. Who orders a value that is in force
     * already changes nothing but its origin: it is theirs from then on.
     *
     * @return what changed, or would change
     * @throws InvalidOrderException if a value is out of its bounds
     * @throws UnsupportedOrderException if the pool does not take the action
     * @throws OrderConflictException if it does not take it in its state
     */
    public PoolOutcome perform(PoolOrder order) {
        return perform(order, ORIGIN);
    }

    /**
     * As {@link #perform(PoolOrder)}, for orders of which the origin of the new values is to tell more than that they were
     * changed while the pool ran.
     *
     * @param origin what is shown as the origin of what changes; null if the values are those from before all orders, whose
     *     origin is then shown again
     */
    public PoolOutcome perform(PoolOrder order, @Nullable String origin) {
        return performIf(() -> true, order, origin).orElseThrow();
    }

    /**
     * As {@link #perform(PoolOrder, String)}, if a condition holds, which no other order can change meanwhile.
     *
     * @param condition asked once, before anything is done; must not wait for another order
     * @return empty if it does not hold
     */
    public Optional<PoolOutcome> performIf(BooleanSupplier condition, PoolOrder order, @Nullable String origin) {
        Function<PoolOrder, PoolPlan> handler = handlers.get(order.action());
        if (handler == null) {
            throw new UnsupportedOrderException(pool, backend, order.action(), handlers.keySet());
        }
        lock.lock();
        try {
            if (!condition.getAsBoolean()) {
                return Optional.empty();
            }
            this.origin = origin;
            this.ordered = Map.of();
            PoolPlan plan = handler.apply(order);
            PoolOutcome outcome = new PoolOutcome(
                    order.action(), order.dryRun(), order.by(), clock.instant(), plan.changes(), plan.notes());
            if (!order.dryRun()) {
                if (plan.changes().isEmpty()) {
                    remember(ordered);
                } else {
                    carryOut(plan, outcome);
                }
            }
            return Optional.of(outcome);
        } finally {
            lock.unlock();
        }
    }

    /** Settings with the values that were changed while the pool ran, whose origin is {@value #ORIGIN} unless told. */
    public PoolSettings overlay(PoolSettings settings) {
        Map<String, Setting> current = changed;
        if (current.isEmpty()) {
            return settings;
        }
        Map<String, Setting> left = new LinkedHashMap<>(current);
        List<Setting> shown = new ArrayList<>();
        for (Setting setting : settings.settings()) {
            Setting changedTo = left.remove(setting.key());
            shown.add((changedTo != null) ? changedTo : setting);
        }
        shown.addAll(left.values());
        return new PoolSettings(settings.profile(), settings.prefix(), shown);
    }

    /**
     * From now on publishes what is carried out too, for a pool that has no {@linkplain Pool#events() events of its own}.
     *
     * @param events where to; null to end it
     */
    public void publishTo(@Nullable PoolEvents events) {
        this.events = events;
    }

    private void carryOut(PoolPlan plan, PoolOutcome outcome) {
        try {
            plan.step().run();
        } catch (RuntimeException ex) {
            logger.error(
                    "{} ({}) - {} by {} failed: {}",
                    pool,
                    backend,
                    outcome.action().word(),
                    outcome.by(),
                    text(plan.changes()),
                    ex);
            throw ex;
        }
        logger.info(
                "{} ({}) - {} by {}: {}", pool, backend, outcome.action().word(), outcome.by(), text(plan.changes()));
        outcomes.addFirst(outcome);
        if (outcomes.size() > REMEMBERED) {
            outcomes.removeLast();
        }
        recent = List.copyOf(outcomes);
        PoolEvents to = events;
        if (to != null) {
            to.publish(outcome.action().told(), null, Map.of("by", outcome.by(), "changes", text(outcome.changes())));
        }
    }

    private PoolPlan planOfChange(PoolOrder order, ChangeTarget target) {
        Map<String, Object> current = target.values();
        Map<String, Object> wanted = new LinkedHashMap<>(current);
        order.settings()
                .forEach((key, text) -> wanted.put(key, setting(key, text).parse(key, text)));
        target.check(Collections.unmodifiableMap(wanted));
        Map<String, Object> differing = new LinkedHashMap<>();
        Map<String, Object> all = new LinkedHashMap<>();
        List<PoolChange> changes = new ArrayList<>();
        wanted.forEach((key, value) -> {
            Object before = valueBefore(current, key);
            if (before != null && !value.equals(before)) {
                differing.put(key, value);
                changes.add(new PoolChange(key, before, value));
            }
            if (order.settings().containsKey(key) && (differing.containsKey(key) || current.containsKey(key))) {
                all.put(key, value);
            }
        });
        ordered = all;
        return new PoolPlan(changes, target.notes(differing), () -> {
            target.apply(Collections.unmodifiableMap(differing));
            remember(all);
        });
    }

    private void remember(Map<String, Object> values) {
        Map<String, Setting> all = new LinkedHashMap<>(changed);
        String from = origin;
        values.forEach((key, value) -> {
            if (from != null) {
                all.put(key, new Setting(key, value, from));
            } else {
                all.remove(key);
            }
        });
        changed = Collections.unmodifiableMap(all);
    }

    private ChangeableSetting setting(String key, String value) {
        ChangeableSetting setting = find(key);
        if (setting == null) {
            throw new InvalidOrderException(
                    key,
                    value,
                    "is not a setting of %s that can be changed while it runs".formatted(pool),
                    "Use one of %s.".formatted(String.join(", ", changeable.keySet())));
        }
        return setting;
    }

    private @Nullable ChangeableSetting find(String key) {
        for (ChangeableSetting setting : changeable.values()) {
            if (setting.isFor(key)) {
                return setting;
            }
        }
        return null;
    }

    /* A name that has no value yet is as one that is turned off. */
    private @Nullable Object valueBefore(Map<String, Object> current, String key) {
        Object value = current.get(key);
        ChangeableSetting setting = (value == null) ? find(key) : null;
        return (setting != null && setting.isFamily()) ? ChangeableSetting.OFF : value;
    }

    /* On one line: a line feed in an account's name must not begin a line of the log. */
    private static String text(List<PoolChange> changes) {
        return changes.stream()
                .map(PoolChange::toString)
                .collect(Collectors.joining(", "))
                .replaceAll("\\p{Cntrl}", " ");
    }

    /** Collects what a backend can do; each method is called once for each action. Not thread-safe. */
    public static final class Builder {

        private final String pool;
        private final String backend;
        private final Map<String, ChangeableSetting> changeable = new LinkedHashMap<>();
        private final Map<PoolAction, Function<PoolOrder, PoolPlan>> handlers = new EnumMap<>(PoolAction.class);

        private @Nullable ChangeTarget target;
        private Supplier<PoolState> state = () -> PoolState.RUNNING;
        private Clock clock = Clock.systemUTC();

        private Builder(String pool, String backend) {
            this.pool = pool;
            this.backend = backend;
        }

        /** The settings that {@link PoolAction#CHANGE} takes, and where their values go. */
        public Builder changeable(List<ChangeableSetting> settings, ChangeTarget target) {
            settings.forEach(setting -> changeable.put(setting.key(), setting));
            this.target = target;
            return this;
        }

        /**
         * Takes another action.
         *
         * @param handler finds what an order would change, and how; called for one order at a time, must change nothing,
         *     and may throw what {@link PoolControl#perform} throws
         */
        public Builder on(PoolAction action, Function<PoolOrder, PoolPlan> handler) {
            if (action == PoolAction.CHANGE) {
                throw new IllegalArgumentException("change is taken by changeable(...)");
            }
            handlers.put(action, handler);
            return this;
        }

        /** Reads the state; must neither block nor throw. Without it the pool is always running. */
        public Builder state(Supplier<PoolState> state) {
            this.state = state;
            return this;
        }

        /** The clock that orders are dated by; the system's without it. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        public PoolControl build() {
            return new PoolControl(this);
        }
    }
}
