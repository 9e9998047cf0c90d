/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers see an immutable list through one volatile field; writers copy it under the monitor. Listeners are told under
 * the monitor too, so that each sees every change once and in order.
 */
final class CopyOnWritePools implements Pools {

    private static final Logger logger = LoggerFactory.getLogger(CopyOnWritePools.class);

    private volatile SortedMap<String, Pool> byName = new TreeMap<>();
    private volatile List<Pool> all = List.of();

    /* Guarded by this. */
    private final List<Listener> listeners = new ArrayList<>();

    @Override
    public List<Pool> all() {
        return all;
    }

    @Override
    public Optional<Pool> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public synchronized void add(Pool pool) {
        Pool other = byName.get(pool.name());
        if (other != null) {
            throw new IllegalArgumentException(
                    "A pool named '%s' is here already: backend %s; the new one has backend %s"
                            .formatted(pool.name(), other.backend(), pool.backend()));
        }
        SortedMap<String, Pool> copy = new TreeMap<>(byName);
        copy.put(pool.name(), pool);
        publish(copy);
        listeners.forEach(listener -> tell(pool, () -> listener.added(pool)));
    }

    @Override
    public synchronized void remove(Pool pool) {
        if (!pool.equals(byName.get(pool.name()))) {
            return;
        }
        SortedMap<String, Pool> copy = new TreeMap<>(byName);
        copy.remove(pool.name());
        publish(copy);
        listeners.forEach(listener -> tell(pool, () -> listener.removed(pool)));
    }

    @Override
    public synchronized void addListener(Listener listener) {
        listeners.add(listener);
        all.forEach(pool -> tell(pool, () -> listener.added(pool)));
    }

    @Override
    public synchronized void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    private static void tell(Pool pool, Runnable event) {
        try {
            event.run();
        } catch (RuntimeException ex) {
            // Any failure of an observer: neither the pool nor the other observers may suffer from it.
            logger.warn("A listener could not follow pool {} ({})", pool.name(), pool.backend(), ex);
        }
    }

    private void publish(SortedMap<String, Pool> pools) {
        byName = pools;
        all = List.copyOf(pools.values());
    }
}
