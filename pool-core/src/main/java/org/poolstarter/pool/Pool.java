/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pool as observers see it: health, meters, the endpoint and the warnings know this type and no other.
 *
 * <p>An application that publishes a bean of this type gets all of them for a pool of its own. Only the name, the
 * backend and {@link #snapshot()} are required.
 *
 * <p>Implementations are safe for use by many threads. No method blocks, does I/O or throws, except the
 * {@linkplain #probe() probe} and the {@linkplain #inquiry() inquiry} when they are run and the {@linkplain #control() control} when it is given an order.
 */
public interface Pool {

    /**
     * The name of this pool, unique among all pools of an application whatever their backend.
     *
     * @return the name, never empty
     */
    String name();

    /**
     * What kind of thing is pooled: {@code jdbc}, {@code mongo}, {@code account}, or a word of the user's own. Together
     * with the name it is the value of a meter's tag, so it has few values.
     *
     * @return the backend, in lower case
     */
    String backend();

    /**
     * Where the connections lead, for people: a URL or host list without credentials.
     *
     * @return the target, or null where it is unknown or there are many
     */
    default @Nullable String target() {
        return null;
    }

    /**
     * The settings in force, each with its origin.
     *
     * @return the settings; {@link PoolSettings#none()} where the pool does not tell
     */
    default PoolSettings settings() {
        return PoolSettings.none();
    }

    /**
     * How one gives a setting another value, for remedies.
     *
     * @param key the key as in {@link #settings()}
     * @param value a number, boolean, string or {@link Duration}
     * @return the line of configuration, such as {@code pools.jdbc.orders.max-size=20}, or words where there is none
     */
    default String assignment(String key, Object value) {
        String prefix = settings().prefix();
        Object written = (value instanceof Duration time) ? ReadableDuration.of(time) : value;
        return (prefix != null)
                ? "%s.%s=%s".formatted(prefix, key, written)
                : "%s of the pool %s to %s".formatted(key, name(), written);
    }

    /**
     * Reads the counts of this moment.
     *
     * @return the counts; reading them opens nothing, waits for nothing and costs little
     */
    PoolSnapshot snapshot();

    /**
     * The recorder that this pool's events go to. It lives as long as the pool: totals start at zero with it.
     *
     * @return the recorder, always the same object; null for a pool that counts no events, whose totals and timings are
     *     then shown as absent
     */
    default @Nullable PoolRecorder recorder() {
        return null;
    }

    /**
     * A way to ask the backend whether it answers.
     *
     * @return the probe, or null for a pool that is never asked and so never reported as down
     */
    default @Nullable Probe probe() {
        return null;
    }

    /**
     * A way to ask the server what it grants and what it closes.
     *
     * @return the inquiry, always the same object; null for a pool whose server is never asked
     */
    default @Nullable ServerInquiry inquiry() {
        return null;
    }

    /**
     * Why the server is never asked, though it may grant its clients so many connections and no more.
     *
     * @return the reason, for people and without a secret; null where there is an {@linkplain #inquiry() inquiry}, or no
     *     such server. Unless a pool says otherwise, one of the backends {@code jdbc} and {@code mongo} has such a server
     */
    default @Nullable String unasked() {
        return (inquiry() == null && (backend().equals("jdbc") || backend().equals("mongo")))
                ? "the pool does not say how its server is asked"
                : null;
    }

    /**
     * A way to steer the pool while it runs.
     *
     * @return the control, always the same object; null for a pool that cannot be steered
     */
    default @Nullable PoolControl control() {
        return null;
    }

    /**
     * What happens to the pool, where it tells so itself. Of other pools observers see the events that follow from their
     * recorder, their control and their status.
     *
     * @return the events, always the same object; null for a pool that publishes none
     */
    default @Nullable PoolEvents events() {
        return null;
    }

    /**
     * What this backend tells beyond the common model, by name of the section, for instance {@code servers} or
     * {@code holders}. Observers show sections without knowing them.
     *
     * @return values made of maps, lists, numbers, strings, booleans and {@code java.time} types; never a secret
     */
    default Map<String, Object> sections() {
        return Map.of();
    }

    /**
     * Sections that are too long to be shown as a whole and are read page by page, by name. One of {@link #sections()} may
     * have the same name, and then shows the short of it.
     *
     * @return the sections; always the same ones for as long as the pool is registered
     */
    default Map<String, PagedSection> pagedSections() {
        return Map.of();
    }

    /**
     * Numbers that this backend publishes beyond the common model.
     *
     * @return the measures; always the same ones for as long as the pool is registered
     */
    default List<PoolMeasure> measures() {
        return List.of();
    }

    /**
     * What this backend finds wrong beyond what can be seen in the common model.
     *
     * @return what holds at this moment; empty if nothing does
     */
    default List<PoolNotice> notices() {
        return List.of();
    }

    /**
     * Why callers wait in vain, where the pool itself can tell.
     *
     * @return what holds at this moment, or was found within the last half minute; null while callers get what they want, and
     *     for a pool that does not tell
     */
    default @Nullable Shortage shortage() {
        return null;
    }

    /**
     * What the backend says to new connections, where it can be reached and refuses them.
     *
     * @return what was said last, not long ago; null while connections can be opened or none was tried, while the backend
     *     cannot be reached, and for a pool that does not tell
     */
    default @Nullable Refusal refusal() {
        return null;
    }
}
