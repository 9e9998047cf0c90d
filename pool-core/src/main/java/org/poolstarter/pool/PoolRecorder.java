/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what happens in one pool: the pool pushes events in, observers read totals and timings, and meters take the
 * timings from a {@link TimingFeed}.
 *
 * <p>Safe for use by many threads; an event costs a few atomic additions and allocates nothing. Times are plain
 * nanoseconds here, and only here, because these methods run on every acquire and release.
 */
public final class PoolRecorder {

    /** How much a pool tells; each tells what the ones before it tell, too. */
    private enum Sight {
        LEASES,
        CONNECTIONS,
        CAUSES,
        HOLDERS
    }

    private static final Logger logger = LoggerFactory.getLogger(PoolRecorder.class);

    private static final long EVIDENCE_RESOLUTION_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LongAdder discarded = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder openFailures = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder nested = new LongAdder();
    private final LongAdder slowQueries = new LongAdder();
    private final LongAdder listenerFailures = new LongAdder();
    private final LongAccumulator deepestNesting = new LongAccumulator(Math::max, 0);
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);
    private final Map<TimeoutCause, LongAdder> timeoutCauses = new EnumMap<>(TimeoutCause.class);

    private final TimingHistogram waitTimes = new TimingHistogram();
    private final TimingHistogram usageTimes = new TimingHistogram();
    private final TimingHistogram openTimes = new TimingHistogram();

    private final LongSupplier nanoTime;
    private final Sight sight;

    /* Written under the monitor of this, read without. The array never changes: adding and removing replace it. */
    private volatile Listener[] listeners = new Listener[0];

    /* Evidence about the backend, written by any thread without a lock: where two writes of one instant race, either
    may win. Null means that it never happened. */
    private volatile @Nullable Moment lastSuccess;
    private volatile @Nullable Moment lastFailure;

    /* Where this is published too; null for nowhere. */
    private volatile @Nullable PoolEvents events;

    /** A recorder on the system's monotonic clock. */
    public PoolRecorder() {
        this(System::nanoTime);
    }

    /**
     * A recorder on a clock of its own.
     *
     * @param nanoTime a monotonic clock in nanoseconds with any origin, as {@link System#nanoTime()}
     */
    public PoolRecorder(LongSupplier nanoTime) {
        this(nanoTime, Sight.CONNECTIONS);
    }

    private PoolRecorder(LongSupplier nanoTime, Sight sight) {
        this.nanoTime = nanoTime;
        this.sight = sight;
        for (CloseReason reason : CloseReason.values()) {
            this.closed.put(reason, new LongAdder());
        }
        for (TimeoutCause cause : TimeoutCause.values()) {
            this.timeoutCauses.put(cause, new LongAdder());
        }
    }

    /**
     * A recorder for a pool that tells of its leases, but neither of the connections it opens and closes nor of the
     * leases it discards: those totals stay zero, and observers leave them out.
     */
    public static PoolRecorder ofLeases() {
        return new PoolRecorder(System::nanoTime, Sight.LEASES);
    }

    /**
     * A recorder for a pool that knows who holds its connections: it also tells of refused and nested acquires, slow
     * queries, and the causes of timeouts. Of other pools those totals stay zero, and observers leave them out.
     *
     * @param nanoTime a monotonic clock in nanoseconds with any origin, as {@link System#nanoTime()}
     */
    public static PoolRecorder ofHolders(LongSupplier nanoTime) {
        return new PoolRecorder(nanoTime, Sight.HOLDERS);
    }

    /**
     * A recorder for a pool that finds out why acquires time out.
     *
     * @param nanoTime a monotonic clock in nanoseconds with any origin, as {@link System#nanoTime()}
     */
    public static PoolRecorder ofCauses(LongSupplier nanoTime) {
        return new PoolRecorder(nanoTime, Sight.CAUSES);
    }

    /** Whether the causes of timeouts are recorded too. */
    public boolean causesSeen() {
        return sees(Sight.CAUSES);
    }

    /** Whether refused and nested acquires and slow queries are recorded too. */
    public boolean holdersSeen() {
        return sees(Sight.HOLDERS);
    }

    /** Whether opened, failed and closed connections and discarded leases are recorded too. */
    public boolean connectionsSeen() {
        return sees(Sight.CONNECTIONS);
    }

    private boolean sees(Sight wanted) {
        return sight.compareTo(wanted) >= 0;
    }

    /**
     * A caller got a lease.
     *
     * @param waitNanos from the request to the lease, in nanoseconds
     */
    public void acquired(long waitNanos) {
        waitTimes.record(waitNanos);
        tell(Timing.WAIT, waitNanos);
        publish(PoolEventType.ACQUIRED, "waited", waitNanos);
    }

    /**
     * A lease was given back and its connection is whole: a sign of life of the backend.
     *
     * @param usageNanos how long it was held, in nanoseconds
     */
    public void released(long usageNanos) {
        released(usageNanos, nanoTime.getAsLong());
    }

    /**
     * As {@link #released(long)}, for a caller who has just looked at the clock.
     *
     * @param nowNanos what this recorder's clock says
     */
    public void released(long usageNanos, long nowNanos) {
        used(usageNanos);
        backendAnswered(nowNanos);
        publish(PoolEventType.RELEASED, "held", usageNanos);
    }

    /**
     * A lease ended and its connection was closed instead of given back.
     *
     * @param usageNanos how long it was held, in nanoseconds
     */
    public void discarded(long usageNanos) {
        used(usageNanos);
        discarded.increment();
        publish(PoolEventType.RELEASED, "held", usageNanos);
    }

    /** An acquire ended without a lease because its time was up. */
    public void timedOut() {
        timedOut.increment();
        publish(PoolEventType.TIMED_OUT, Map.of());
    }

    /** Why an acquire timed out; told beside {@link #timedOut()}. */
    public void timeoutCause(TimeoutCause cause) {
        Objects.requireNonNull(timeoutCauses.get(cause)).increment();
    }

    /** An acquire was refused at once. */
    public void refused() {
        refused.increment();
        publish(PoolEventType.REJECTED, Map.of());
    }

    /**
     * A thread took a connection while it held others of this pool.
     *
     * @param depth how many it holds now, 2 or more
     */
    public void nested(int depth) {
        nested.increment();
        deepestNesting.accumulate(depth);
    }

    /** The most connections that one thread held at once where that was more than one; 0 if none did. */
    public int deepestNesting() {
        return deepestNesting.intValue();
    }

    /** A statement took longer than the threshold. */
    public void slowQuery() {
        slowQueries.increment();
    }

    /**
     * A connection was opened: a sign of life of the backend.
     *
     * @param openNanos how long that took, in nanoseconds
     */
    public void opened(long openNanos) {
        opened.increment();
        openTimes.record(openNanos);
        tell(Timing.OPEN, openNanos);
        backendAnswered();
        publish(PoolEventType.OPENED, "took", openNanos);
    }

    /**
     * A connection could not be opened.
     *
     * @param cause why; its message is shown to operators
     */
    public void openFailed(Throwable cause) {
        openFailures.increment();
        backendFailed(cause);
        publish(PoolEventType.OPEN_FAILED, Map.of("error", BackendEvidence.describe(cause)));
    }

    /** A connection was closed. */
    public void closed(CloseReason reason) {
        closedBy(reason).increment();
        publish(PoolEventType.CLOSED, Map.of("reason", reason.name()));
    }

    /** The backend gave a sign of life other than the ones above, such as a heartbeat. */
    public void backendAnswered() {
        backendAnswered(nanoTime.getAsLong());
    }

    private void backendAnswered(long now) {
        Moment last = lastSuccess;
        Moment failure = lastFailure;
        if (last == null
                || now - last.nanos() > EVIDENCE_RESOLUTION_NANOS
                || (failure != null && failure.nanos() - last.nanos() > 0)) {
            lastSuccess = new Moment(now, null);
        }
    }

    /**
     * The backend failed in a way that is about the backend and not about one caller's request.
     *
     * @param cause why; its message is shown to operators
     */
    public void backendFailed(Throwable cause) {
        lastFailure = new Moment(nanoTime.getAsLong(), BackendEvidence.describe(cause));
    }

    /** The counters of this moment. */
    public PoolTotals totals() {
        long discards = discarded.sum();
        return new PoolTotals(
                waitTimes.count(),
                Math.max(0, usageTimes.count() - discards),
                discards,
                timedOut.sum(),
                opened.sum(),
                openFailures.sum(),
                positive(closed, CloseReason.class),
                refused.sum(),
                nested.sum(),
                slowQueries.sum(),
                positive(timeoutCauses, TimeoutCause.class));
    }

    private static <E extends Enum<E>> Map<E, Long> positive(Map<E, LongAdder> counters, Class<E> type) {
        Map<E, Long> counts = new EnumMap<>(type);
        counters.forEach((key, counter) -> {
            long count = counter.sum();
            if (count > 0) {
                counts.put(key, count);
            }
        });
        return counts;
    }

    /** Leases that have begun and not ended, 0 or more. */
    public long held() {
        long begun = waitTimes.count();
        return Math.max(0, begun - usageTimes.count());
    }

    /** From request to lease; null until there was one. */
    public @Nullable TimingSummary waitTime() {
        return waitTimes.summary();
    }

    /** How long leases were held; null until one ended. */
    public @Nullable TimingSummary usageTime() {
        return usageTimes.summary();
    }

    /**
     * How much uses differ in length: the variance of the usage times divided by the square of their mean, 0 or more; about 1
     * where they are exponential, NaN until one ended. As exact as the buckets of the percentiles are.
     */
    public double usageVariation() {
        return usageTimes.squaredVariation();
    }

    /** How long opening took; null until a connection was opened. */
    public @Nullable TimingSummary openTime() {
        return openTimes.summary();
    }

    /** From request to lease, from now on in portions: for one observer who asks again and again. */
    public TimingWindow waitTimes() {
        return new TimingWindow(waitTimes);
    }

    /** How long leases were held, from now on in portions: for one observer who asks again and again. */
    public TimingWindow usageTimes() {
        return new TimingWindow(usageTimes);
    }

    /** How often leases are held for long; what is of late is known from now on. */
    public UsageLengths usageLengths() {
        return new UsageLengths(usageTimes, nanoTime);
    }

    /** Each time from request to lease, for one observer. */
    public TimingFeed waitFeed() {
        return new TimingFeed(waitTimes);
    }

    /** Each time that a lease was held, for one observer. */
    public TimingFeed usageFeed() {
        return new TimingFeed(usageTimes);
    }

    /** Each time that opening a connection took, for one observer. */
    public TimingFeed openFeed() {
        return new TimingFeed(openTimes);
    }

    /** What is known about the backend from use alone. */
    public BackendEvidence evidence() {
        return new BackendEvidence(lastSuccess, lastFailure, nanoTime.getAsLong());
    }

    /** Events that a listener failed to take. */
    long listenerFailures() {
        return listenerFailures.sum();
    }

    /**
     * From now on tells the listener of each timing, on the thread that acquires, releases or opens: it must be quick
     * and must not block. What it throws is counted and goes no further. Who can do without that thread takes a {@link TimingFeed}.
     */
    public synchronized void addListener(Listener listener) {
        List<Listener> all = new ArrayList<>(List.of(listeners));
        all.add(listener);
        listeners = all.toArray(Listener[]::new);
    }

    /** Ends what {@link #addListener} began; without effect for a listener that was not added. */
    public synchronized void removeListener(Listener listener) {
        List<Listener> all = new ArrayList<>(List.of(listeners));
        all.remove(listener);
        listeners = all.toArray(Listener[]::new);
    }

    /**
     * From now on publishes what is recorded too, for a pool that has no {@linkplain Pool#events() events of its own}.
     *
     * @param events where to; null to end it
     */
    public void publishTo(@Nullable PoolEvents events) {
        this.events = events;
    }

    private void publish(PoolEventType type, Map<String, Object> details) {
        PoolEvents to = events;
        if (to != null) {
            to.publish(type, null, details);
        }
    }

    private void publish(PoolEventType type, String time, long nanos) {
        PoolEvents to = events;
        if (to != null && to.hasTaker(type)) {
            to.publish(type, null, Map.of(time, Duration.ofNanos(nanos)));
        }
    }

    private void used(long usageNanos) {
        usageTimes.record(usageNanos);
        tell(Timing.USAGE, usageNanos);
    }

    private LongAdder closedBy(CloseReason reason) {
        return Objects.requireNonNull(closed.get(reason));
    }

    private void tell(Timing timing, long nanos) {
        for (Listener listener : listeners) {
            tell(listener, timing, nanos);
        }
    }

    private void tell(Listener listener, Timing timing, long nanos) {
        try {
            switch (timing) {
                case WAIT -> listener.acquired(nanos);
                case USAGE -> listener.used(nanos);
                case OPEN -> listener.opened(nanos);
            }
        } catch (Throwable ex) {
            // Any failure of an observer, errors included: it must not reach the caller who acquires or releases, who
            // would lose what it has just got, nor the pool that opens. Counted, and logged the first time.
            if (listenerFailures.sum() == 0) {
                logger.warn("A listener of pool timings failed; further failures are only counted", ex);
            }
            listenerFailures.increment();
        }
    }

    /** Takes timings as they happen; all in nanoseconds. */
    public interface Listener {

        /** A caller got a lease after this wait. */
        void acquired(long waitNanos);

        /** A lease ended after this usage. */
        void used(long usageNanos);

        /** A connection was opened in this time. */
        void opened(long openNanos);
    }

    enum Timing {
        WAIT,
        USAGE,
        OPEN
    }

    /** A moment on the recorder's clock, with what failed then. */
    record Moment(long nanos, @Nullable String failure) {}
}
