/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one listener has still to be told, and the task that tells it: at most one runs at a time, so the listener sees
 * events in the order in which they came. A full queue takes no more: what comes then is dropped and counted.
 *
 * <p>Safe for use by many threads. To offer an event neither blocks nor throws.
 */
final class PoolEventDelivery implements Runnable {

    private static final Logger logger = LoggerFactory.getLogger(PoolEventDelivery.class);

    private static final AtomicIntegerFieldUpdater<PoolEventDelivery> QUEUED =
            AtomicIntegerFieldUpdater.newUpdater(PoolEventDelivery.class, "queued");

    private final PoolEventListener listener;
    private final int wanted;
    private final int queueSize;
    private final PoolEvents events;

    private final Queue<PublishedEvent> queue = new ConcurrentLinkedQueue<>();

    /* Written through QUEUED. A field beside those that are read with it: publishers look at all of them each time. */
    private volatile int queued;

    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean ended;

    PoolEventDelivery(PoolEventListener listener, int wanted, PoolEvents events) {
        this.listener = listener;
        this.wanted = wanted;
        this.queueSize = events.queueSize();
        this.events = events;
    }

    PoolEventListener listener() {
        return listener;
    }

    int wanted() {
        return wanted;
    }

    boolean wants(PoolEventType type) {
        return (wanted & type.bit()) != 0;
    }

    /** Whether the listener has so many events to take that there is no room for one more; reads one number. */
    boolean isFull() {
        return queued >= queueSize;
    }

    void offer(PublishedEvent event) {
        if (QUEUED.incrementAndGet(this) > queueSize) {
            QUEUED.decrementAndGet(this);
            events.countDropped();
            return;
        }
        queue.add(event);
        begin();
    }

    /** Forgets what the listener was not told yet. */
    void end() {
        ended = true;
        queue.clear();
    }

    private void begin() {
        if (running.get() || !running.compareAndSet(false, true)) {
            return;
        }
        try {
            events.executor().execute(this);
        } catch (Throwable ex) {
            // The executor has ended or throws whatever it likes, errors included, or there is no thread: whoever has
            // told of an event must not notice.
            dropAll();
            running.set(false);
        }
    }

    private void dropAll() {
        while (queue.poll() != null) {
            QUEUED.decrementAndGet(this);
            events.countDropped();
        }
    }

    @Override
    public void run() {
        try {
            for (PublishedEvent event = queue.poll(); event != null && !ended; event = queue.poll()) {
                QUEUED.decrementAndGet(this);
                tell(event);
            }
        } finally {
            running.set(false);
        }
        if (!queue.isEmpty()) {
            begin();
        }
    }

    private void tell(PublishedEvent event) {
        try {
            listener.on(events.read(event));
        } catch (Throwable ex) {
            // Whatever a listener throws, errors included: it must be told of what comes next. Logged once.
            if (events.countFailed()) {
                logger.warn("{} - a listener of events failed; further failures are only counted", events, ex);
            }
        }
    }
}
