/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.ReadableDuration;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerInquiry;
import org.poolstarter.pool.Shortage;

/** A pool that shows what is seen of one client. Subclasses say where it leads, whether it is probed, and who closes it. */
abstract class ObservedMongoPool implements Pool {

    private static final String BLOCKING_DRIVER = "com.mongodb.client.MongoClients";

    private final ObservedClient observed;
    private final @Nullable ServerInquiry inquiry;

    ObservedMongoPool(ObservedClient observed) {
        this.observed = observed;
        this.inquiry = canBlock() ? deadline -> ask(deadline) : null;
    }

    private static boolean canBlock() {
        try {
            Class.forName(BLOCKING_DRIVER, false, ObservedMongoPool.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError ex) {
            return false;
        }
    }

    private ServerFacts ask(Duration deadline) throws Exception {
        return new MongoInquiry(observed.settings().effective(), String.valueOf(target())).ask(deadline);
    }

    /** The client as it is seen. */
    final ObservedClient observed() {
        return observed;
    }

    @Override
    public final String name() {
        return observed.name();
    }

    @Override
    public final String backend() {
        return "mongo";
    }

    @Override
    public final PoolSettings settings() {
        return observed.display();
    }

    /** By the pool's own key, unless a customizer of the application has the last word. */
    @Override
    public String assignment(String key, Object value) {
        return isCustomized(key)
                ? inWords(key, value, "the customizer that sets it")
                : Pool.super.assignment(key, value);
    }

    /** Whether a customizer of the application has set this. */
    final boolean isCustomized(String key) {
        return settings().origin(key).filter(ShownSetting.CUSTOMIZER::equals).isPresent();
    }

    /** How a setting gets another value in code. */
    final String inWords(String key, Object value, String where) {
        return "%s of the pool %s to %s in %s"
                .formatted(key, name(), (value instanceof Duration time) ? ReadableDuration.of(time) : value, where);
    }

    @Override
    public final PoolSnapshot snapshot() {
        return observed.snapshot();
    }

    @Override
    public final PoolRecorder recorder() {
        return observed.recorder();
    }

    /** Null where the class path has no driver that blocks, as beside a reactive one. */
    @Override
    public final @Nullable ServerInquiry inquiry() {
        return inquiry;
    }

    @Override
    public final @Nullable String unasked() {
        return (inquiry != null) ? null : "asking needs the driver that blocks, org.mongodb:mongodb-driver-sync";
    }

    /**
     * In {@code servers}: by address the counts, totals and times of each server, the state of the driver's pool and what
     * heartbeats tell. Beside it {@code topology}, {@code checkOuts}, {@code commands} and {@code process}.
     */
    @Override
    public final Map<String, Object> sections() {
        return observed.sections();
    }

    @Override
    public final List<PoolNotice> notices() {
        return observed.notices();
    }

    @Override
    public final @Nullable Refusal refusal() {
        return observed.refusal();
    }

    @Override
    public final @Nullable Shortage shortage() {
        return observed.events().connections().shortage();
    }

    @Override
    public final String toString() {
        return "%s[name=%s, target=%s]".formatted(getClass().getSimpleName(), name(), target());
    }
}
