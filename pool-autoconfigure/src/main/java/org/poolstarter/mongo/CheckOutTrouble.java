/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ServerAddress;
import com.mongodb.event.ConnectionCheckOutFailedEvent.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why operations get no connection: one line in the log for each episode, and the last episode for the endpoint.
 * Failures belong to one episode until there was none for half a minute. Thread-safe: its fields are guarded by the
 * monitor of this.
 */
final class CheckOutTrouble {

    private static final Logger logger = LoggerFactory.getLogger(CheckOutTrouble.class);

    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier nanoTime;
    private final InstantSource clock;

    private @Nullable Episode last;
    private long lastNanos;
    private long failures;
    private long episodes;

    CheckOutTrouble(LongSupplier nanoTime, InstantSource clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /**
     * An operation got no connection.
     *
     * @param pool the name of the pool
     * @param waitNanos how long it had waited
     * @param seen looks at the server's pool; asked only when an episode begins
     */
    void failed(String pool, long waitNanos, Supplier<Scene> seen) {
        Episode begun = note(waitNanos, seen);
        if (begun != null) {
            logger.warn(
                    "Pool {} (mongo): an operation got no connection to {} within {} ms: {}. {} others wait. Until there"
                            + " is none for half a minute, further ones are only counted.",
                    pool,
                    begun.server(),
                    TimeUnit.NANOSECONDS.toMillis(waitNanos),
                    begun.explanation(),
                    begun.counts().pending());
        }
    }

    /** The last episode, or null if there was none. */
    synchronized @Nullable Map<String, Object> describe() {
        Episode episode = last;
        if (episode == null) {
            return null;
        }
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("episodes", episodes);
        description.put("began", episode.began());
        description.put("failures", failures);
        description.put("cause", episode.cause().word());
        description.put("server", episode.server());
        description.put("explanation", episode.explanation());
        description.put("waitedMs", Descriptions.millis(episode.waitedNanos()));
        description.put("counts", episode.counts().describe());
        return description;
    }

    /** Why operations got no connection within the last half minute; null if they did. */
    synchronized @Nullable Shortage shortage() {
        Episode episode = last;
        if (episode == null || nanoTime.getAsLong() - lastNanos >= CALM_NANOS) {
            return null;
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("server", episode.server());
        evidence.put("failures", failures);
        evidence.put("explanation", episode.explanation());
        return new Shortage(
                episode.cause().timeoutCause(), evidence, episode.cause().remedy());
    }

    private synchronized @Nullable Episode note(long waitNanos, Supplier<Scene> seen) {
        long now = nanoTime.getAsLong();
        boolean goesOn = last != null && now - lastNanos < CALM_NANOS;
        lastNanos = now;
        if (goesOn) {
            failures++;
            return null;
        }
        Scene scene = seen.get();
        Cause cause = scene.cause();
        Episode begun = new Episode(
                clock.instant(), cause, scene.server().toString(), scene.explanation(cause), waitNanos, scene.counts());
        last = begun;
        failures = 1;
        episodes++;
        return begun;
    }

    /** Why there was no connection. */
    enum Cause {
        SERVER_SELECTION(
                "server-selection",
                TimeoutCause.BACKEND_DOWN,
                "Bring a server back, or correct the connection string."),
        CLEARED(
                "cleared",
                TimeoutCause.OPEN_FAILING,
                "Look at what the server refuses; the driver tries again by itself."),
        FULL("full", TimeoutCause.FULL, "Shorten the operations, call less at once, or raise max-size."),
        OPENING("opening-slowly", TimeoutCause.SLOW_OPEN, "Raise min-idle or max-connecting."),
        UNCLEAR("unclear", TimeoutCause.FULL, "Look at who holds connections when it happens again.");

        private final String word;
        private final TimeoutCause timeoutCause;
        private final String remedy;

        Cause(String word, TimeoutCause timeoutCause, String remedy) {
            this.word = word;
            this.timeoutCause = timeoutCause;
            this.remedy = remedy;
        }

        /** The same in the words of all backends. */
        TimeoutCause timeoutCause() {
            return timeoutCause;
        }

        String remedy() {
            return remedy;
        }

        String word() {
            return word;
        }
    }

    /**
     * A server's pool at the moment of a failure.
     *
     * @param reason what the driver said
     * @param anyReachable whether any server of the client answers heartbeats
     * @param cleared how often this pool was cleared
     */
    record Scene(ServerAddress server, Reason reason, ServerCounts counts, boolean anyReachable, long cleared) {

        Cause cause() {
            if (!anyReachable) {
                return Cause.SERVER_SELECTION;
            }
            if (counts.state() == ServerConnections.State.PAUSED || reason == Reason.CONNECTION_ERROR) {
                return Cause.CLEARED;
            }
            if (counts.isFull()) {
                return Cause.FULL;
            }
            return (counts.opening() > 0) ? Cause.OPENING : Cause.UNCLEAR;
        }

        String explanation(Cause cause) {
            ServerCounts.Oldest oldest = counts.oldest();
            return switch (cause) {
                case SERVER_SELECTION -> "no server answers heartbeats, so that operations wait for one in vain";
                case CLEARED ->
                    "the driver could not open or use a connection, cleared the pool (%d times so far) and opens none until the server answers a heartbeat"
                            .formatted(cleared);
                case FULL ->
                    "all %d connections are held, the longest for %d ms by thread %s"
                            .formatted(
                                    counts.max(), TimeUnit.NANOSECONDS.toMillis(oldest.heldNanos()), oldest.holder());
                case OPENING ->
                    "%d connections are being opened, the slowest for %d ms; max-connecting limits how many are at once"
                            .formatted(counts.opening(), TimeUnit.NANOSECONDS.toMillis(oldest.openingNanos()));
                case UNCLEAR ->
                    "%d of %d connections are held at this moment, so that the pool was full until just now"
                            .formatted(counts.active(), counts.max());
            };
        }
    }

    private record Episode(
            Instant began, Cause cause, String server, String explanation, long waitedNanos, ServerCounts counts) {}
}
