/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolAction;
import org.poolstarter.pool.PoolChange;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolOutcome;
import org.poolstarter.pool.PoolState;
import org.poolstarter.pool.ReadableDuration;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a pool can be asked to do while it runs, and what it was asked.
 *
 * @param state whether it hands out connections
 * @param actions the actions it takes, as one writes them
 * @param changeable the settings that can be changed, each with what its value has to be
 * @param recent the last orders that were carried out, newest first
 */
public record ControlDescriptor(
        PoolState state, List<String> actions, Map<String, String> changeable, List<Outcome> recent) {

    static @Nullable ControlDescriptor of(@Nullable PoolControl control) {
        if (control == null) {
            return null;
        }
        Map<String, String> changeable = new LinkedHashMap<>();
        control.changeable().forEach(setting -> changeable.put(setting.key(), setting.range()));
        return new ControlDescriptor(
                control.state(),
                control.actions().stream().map(PoolAction::word).toList(),
                changeable,
                control.recent().stream().map(Outcome::of).toList());
    }

    /** What an order changed, or would change. */
    public record Outcome(
            String action, boolean dryRun, String by, Instant at, List<Change> changes, List<String> notes)
            implements OperationResponseBody {

        static Outcome of(PoolOutcome outcome) {
            return new Outcome(
                    outcome.action().word(),
                    outcome.dryRun(),
                    outcome.by(),
                    outcome.at(),
                    outcome.changes().stream().map(Change::of).toList(),
                    outcome.notes());
        }

        /** The same outcome with more to know. */
        Outcome noting(List<String> more) {
            List<String> all = new ArrayList<>(notes);
            all.addAll(more);
            return new Outcome(action, dryRun, by, at, changes, all);
        }
    }

    /** One value before and after. */
    public record Change(String setting, Object from, Object to) {

        static Change of(PoolChange change) {
            return new Change(change.setting(), readable(change.from()), readable(change.to()));
        }

        private static Object readable(Object value) {
            return (value instanceof Duration duration) ? ReadableDuration.of(duration) : value;
        }
    }

    /** Why an order was not carried out; key, value, bound and remedy where one of its values is wrong. */
    public record Refusal(
            String error,
            @Nullable String key,
            @Nullable String value,
            @Nullable String bound,
            @Nullable String remedy) implements OperationResponseBody {}
}
