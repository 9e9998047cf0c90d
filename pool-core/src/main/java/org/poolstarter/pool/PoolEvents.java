/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one pool: the pool publishes, listeners are told, and the last events are kept.
 *
 * <p>A listener is told on a thread of its own, of one event after the other, in the order in which they were published. It
 * may take its time, never return, or throw: neither the pool nor another listener notices. What it has not taken waits
 * for it in a bounded queue; what finds that full is dropped and counted.
 *
 * <p>Safe for use by many threads. To publish neither blocks nor throws, and costs the reading of one field where nobody
 * wants to know.
 */
public final class PoolEvents implements AutoCloseable {

    /** How many of the last events are kept unless said otherwise. */
    public static final int KEPT = 200;

    private static final int QUEUE = 1_000;
    private static final long KEEP_ALIVE_SECONDS = 10;

    private final String pool;
    private final String backend;
    private final InstantSource clock;
    private final int queueSize;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final @Nullable Recent<PublishedEvent> recent;
    private final int kept;
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /* Written under the monitor of this, read without. The array never changes: adding and removing replace it. */
    private volatile PoolEventDelivery[] deliveries = new PoolEventDelivery[0];

    /* What is kept or wanted by a listener. Written under the monitor of this, read without. */
    private volatile int heard;

    private PoolEvents(Builder builder) {
        this.pool = builder.pool;
        this.backend = builder.backend;
        this.clock = builder.clock;
        this.queueSize = builder.queueSize;
        this.recent = (builder.size > 0) ? new Recent<>(builder.size) : null;
        this.kept = (recent != null) ? PoolEventType.bits(builder.kept) : 0;
        this.heard = kept;
        Executor given = builder.executor;
        if (given == null) {
            this.ownExecutor = newExecutor(pool);
            this.executor = ownExecutor;
        } else {
            this.ownExecutor = null;
            this.executor = given;
        }
    }

    /** Events of a pool, with all that can be left open. */
    public static PoolEvents of(String pool, String backend) {
        return builder(pool, backend).build();
    }

    /**
     * Events to be.
     *
     * @param pool the name of the pool
     * @param backend its backend
     */
    public static Builder builder(String pool, String backend) {
        return new Builder(pool, backend);
    }

    /** Whether anybody wants to know of this type. */
    public boolean isHeard(PoolEventType type) {
        return (heard & type.bit()) != 0;
    }

    /**
     * Whether an event of this type would reach anybody at this moment; to be asked on a hot path before its details are
     * collected. If not, it is dropped and counted already where somebody wanted it, and must not be published.
     */
    public boolean hasTaker(PoolEventType type) {
        if (!isHeard(type)) {
            return false;
        }
        if ((kept & type.bit()) != 0) {
            return true;
        }
        int full = 0;
        for (PoolEventDelivery delivery : deliveries) {
            if (delivery.wants(type)) {
                if (!delivery.isFull()) {
                    return true;
                }
                full++;
            }
        }
        if (full > 0) {
            dropped.add(full);
        }
        return false;
    }

    /** Tells of an event; as {@link #publish(PoolEventType, Object, Supplier)}, with details that cost nothing. */
    public void publish(PoolEventType type, @Nullable Object account, Map<String, Object> details) {
        publish(type, account, () -> details);
    }

    /**
     * Tells of an event.
     *
     * @param account whose session or client it is; null for the whole pool. Listeners and readers see its text, for which it
     *     is asked on their threads
     * @param details what else there is to know, asked for on this thread if anybody wants it, and not changed afterwards
     */
    public void publish(PoolEventType type, @Nullable Object account, Supplier<Map<String, Object>> details) {
        if (!isHeard(type)) {
            return;
        }
        try {
            keepAndOffer(type, account, details);
        } catch (Throwable ex) {
            // Whatever the clock or the details throw, errors included: who has told of an event must not notice.
            countDropped();
        }
    }

    private void keepAndOffer(PoolEventType type, @Nullable Object account, Supplier<Map<String, Object>> details) {
        PublishedEvent event = null;
        if (recent != null && (kept & type.bit()) != 0) {
            event = new PublishedEvent(clock.instant(), type, account, details.get());
            recent.add(event);
        }
        for (PoolEventDelivery delivery : deliveries) {
            if (!delivery.wants(type)) {
                continue;
            }
            if (delivery.isFull()) {
                countDropped();
                continue;
            }
            if (event == null) {
                event = new PublishedEvent(clock.instant(), type, account, details.get());
            }
            delivery.offer(event);
        }
    }

    /**
     * Tells the listener of all events of these types that are published from now on.
     *
     * @param types to be named one by one; {@link PoolEventType#rare()} leaves out those that each session has
     */
    public synchronized void addListener(Set<PoolEventType> types, PoolEventListener listener) {
        List<PoolEventDelivery> all = new ArrayList<>(List.of(deliveries));
        all.add(new PoolEventDelivery(listener, PoolEventType.bits(types), this));
        listenTo(all);
    }

    /** Ends what {@link #addListener} began; events that the listener was not told yet are forgotten. */
    public synchronized void removeListener(PoolEventListener listener) {
        List<PoolEventDelivery> left = new ArrayList<>();
        for (PoolEventDelivery delivery : deliveries) {
            if (delivery.listener().equals(listener)) {
                delivery.end();
            } else {
                left.add(delivery);
            }
        }
        listenTo(left);
    }

    /** The last events, newest first. */
    public List<PoolEvent> recent() {
        return (recent != null) ? recent.newestFirst().stream().map(this::read).toList() : List.of();
    }

    /**
     * The last events page by page; of one type or account, if the query asks for that.
     *
     * @throws InvalidOrderException if there is no such type
     */
    public SectionPage page(PageQuery query) {
        PoolEventType type = (query.type() != null) ? typeOf(query.type()) : null;
        List<PoolEvent> wanted = recent().stream()
                .filter(event -> type == null || event.type() == type)
                .filter(event -> query.account() == null || query.account().equals(event.account()))
                .toList();
        return SectionPage.of(query, wanted, PoolEvent::toMap);
    }

    private static PoolEventType typeOf(String word) {
        return PoolEventType.ofWord(word)
                .orElseThrow(() -> new InvalidOrderException(
                        "type",
                        word,
                        Arrays.stream(PoolEventType.values())
                                .map(PoolEventType::word)
                                .collect(Collectors.joining(", ", "must be one of ", "")),
                        "Leave it out for all."));
    }

    /** Listeners at this moment. */
    public int listeners() {
        return deliveries.length;
    }

    /**
     * Events that a listener was never told of, because it had not taken those before; each listener counts. And those
     * that nobody was told of, because their clock or their details threw something.
     */
    public long dropped() {
        return dropped.sum();
    }

    /** Events that a listener threw something at. */
    public long failed() {
        return failed.sum();
    }

    /**
     * Ends listening. Does not wait: what was published before is still told on threads of its own, unless a listener
     * never returns from what it was told last. What is published later is only kept.
     */
    @Override
    public synchronized void close() {
        listenTo(List.of());
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }

    /* To be called under the monitor of this. */
    private void listenTo(List<PoolEventDelivery> all) {
        int wanted = kept;
        for (PoolEventDelivery delivery : all) {
            wanted |= delivery.wanted();
        }
        deliveries = all.toArray(PoolEventDelivery[]::new);
        heard = wanted;
    }

    PoolEvent read(PublishedEvent event) {
        return event.toEvent(pool, backend);
    }

    int queueSize() {
        return queueSize;
    }

    Executor executor() {
        return executor;
    }

    void countDropped() {
        dropped.increment();
    }

    /** True the first time. */
    boolean countFailed() {
        boolean first = failed.sum() == 0;
        failed.increment();
        return first;
    }

    @Override
    public String toString() {
        return "Events of " + pool + " (" + backend + ")";
    }

    private static ExecutorService newExecutor(String pool) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> newThread("pool-" + pool + "-events-" + number.incrementAndGet(), task));
    }

    private static Thread newThread(String name, Runnable task) {
        // Without the inheritable values of whoever publishes first.
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Collects what can be set; each method sets the value of its name. Not thread-safe. */
    public static final class Builder {

        private final String pool;
        private final String backend;
        private int size = KEPT;
        private Set<PoolEventType> kept = PoolEventType.rare();
        private int queueSize = QUEUE;
        private InstantSource clock = InstantSource.system();
        private @Nullable Executor executor;

        private Builder(String pool, String backend) {
            this.pool = pool;
            this.backend = backend;
        }

        /**
         * Which of the last events are kept; the last 200 of all that are not frequent unless set.
         *
         * @param size how many, 0 to 1,000,000
         */
        public Builder keep(int size, Set<PoolEventType> types) {
            if (size < 0) {
                throw new IllegalArgumentException("size must not be negative but is " + size);
            }
            this.size = size;
            this.kept = types.isEmpty() ? Set.of() : EnumSet.copyOf(types);
            return this;
        }

        /** How many events wait for a listener before more are dropped, 1 or more; 1,000 unless set. */
        public Builder queueSize(int queueSize) {
            if (queueSize < 1) {
                throw new IllegalArgumentException("queueSize must be at least 1 but is " + queueSize);
            }
            this.queueSize = queueSize;
            return this;
        }

        /** The clock that events are dated by; the system's unless set. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Where listeners are told; nobody shuts it down. A listener that never returns keeps its thread, and none may be
         * told on the thread that submits. Unless set there are daemon threads, one for each listener that has something
         * to be told, which end after 10 s without.
         */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        public PoolEvents build() {
            return new PoolEvents(this);
        }
    }
}
