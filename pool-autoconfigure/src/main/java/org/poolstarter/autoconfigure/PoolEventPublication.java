/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.event.AccountPoolEvent;
import org.poolstarter.event.PoolStatusChangedEvent;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventListener;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.Pools;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes what happens to pools as events of the application, on the threads of the pools' listeners: a listener of the
 * application that blocks holds up what else is published of the same pool, and nothing else. It is interrupted in the end.
 */
final class PoolEventPublication implements SmartLifecycle, Pools.Listener, PoolEventListener {

    private final Pools pools;
    private final PoolMonitor monitor;
    private final ApplicationEventPublisher publisher;
    private final PoolEventsSource source;
    private final Map<String, PoolEvents> followed = new ConcurrentHashMap<>();
    private final Set<Thread> publishing = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    /** Publishes nothing yet. */
    PoolEventPublication(
            Pools pools, PoolMonitor monitor, ApplicationEventPublisher publisher, PoolEventsSource source) {
        this.pools = pools;
        this.monitor = monitor;
        this.publisher = publisher;
        this.source = source;
    }

    @Override
    public void start() {
        running = true;
        pools.addListener(this);
    }

    @Override
    public void stop() {
        running = false;
        pools.removeListener(this);
        followed.values().forEach(events -> events.removeListener(this));
        followed.clear();
        publishing.forEach(Thread::interrupt);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Below that of the account pools: what their closing tells of is published too. */
    @Override
    public int getPhase() {
        return -2;
    }

    @Override
    public void added(Pool pool) {
        monitor.events(pool).ifPresent(events -> {
            followed.put(pool.name(), events);
            events.addListener(source.publishedOf(pool.backend()), this);
        });
    }

    @Override
    public void removed(Pool pool) {
        PoolEvents events = followed.remove(pool.name());
        if (events != null) {
            events.removeListener(this);
        }
    }

    @Override
    public void on(PoolEvent event) {
        publishing.add(Thread.currentThread());
        try {
            if (running) {
                publisher.publishEvent(
                        (event.type() == PoolEventType.STATUS_CHANGED)
                                ? PoolStatusChangedEvent.of(event)
                                : new AccountPoolEvent(event));
            }
        } finally {
            publishing.remove(Thread.currentThread());
        }
    }
}
