/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.event.CommandEvent;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.poolstarter.mongo.MongoClientValues.SlowCommands;
import org.poolstarter.pool.TimingHistogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the commands of one client take, and which are slow: these are logged with name and collection, and the
 * slowest are kept. Values of a command are not looked at unless the log was asked to show them. Safe for use by many
 * threads; the driver calls it on the thread of the operation, and it never throws.
 */
final class CommandTimes implements CommandListener {

    private static final Logger logger = LoggerFactory.getLogger(CommandTimes.class);

    private static final int KEPT = 10;
    private static final int LONGEST_TEXT = 1_000;

    private final SlowCommands slowCommands;
    private final long thresholdNanos;
    private final InstantSource clock;
    private final TimingHistogram times = new TimingHistogram();
    private final LongAdder failed = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final RunningCommands running = new RunningCommands();

    /* Longest first; guarded by itself. */
    private final List<SlowCommand> slowest = new ArrayList<>(KEPT + 1);

    private volatile String pool;

    CommandTimes(String pool, SlowCommands slowCommands, InstantSource clock) {
        this.pool = pool;
        this.slowCommands = slowCommands;
        this.clock = clock;
        Duration threshold = slowCommands.threshold();
        thresholdNanos = (threshold != null) ? threshold.toNanos() : Long.MAX_VALUE;
    }

    /** From now on the log names this pool. */
    void named(String pool) {
        this.pool = pool;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (thresholdNanos != Long.MAX_VALUE) {
            // The driver takes the command back after this call.
            running.put(
                    event.getRequestId(),
                    slowCommands.values() ? event.getCommand().clone() : collection(event, event.getCommand()));
        }
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        long nanos = event.getElapsedTime(TimeUnit.NANOSECONDS);
        times.record(nanos);
        Object started = running.take(event.getRequestId());
        if (nanos >= thresholdNanos && !hasWaitedForData(event)) {
            slow(event, nanos, started);
        }
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        long nanos = event.getElapsedTime(TimeUnit.NANOSECONDS);
        times.record(nanos);
        failed.increment();
        Object started = running.take(event.getRequestId());
        if (nanos >= thresholdNanos) {
            slow(event, nanos, started);
        }
    }

    Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        Descriptions.putTiming(description, "times", times.summary());
        description.put("failed", failed.sum());
        if (slowCommands.threshold() != null) {
            description.put("slow", slow.sum());
            synchronized (slowest) {
                description.put(
                        "slowest", slowest.stream().map(SlowCommand::describe).toList());
            }
        }
        return description;
    }

    private void slow(CommandEvent event, long nanos, @Nullable Object started) {
        slow.increment();
        BsonDocument command = (started instanceof BsonDocument document) ? document : null;
        String collection = (command != null) ? collection(event, command) : (String) started;
        String server = event.getConnectionDescription().getServerAddress().toString();
        keep(new SlowCommand(
                event.getCommandName(), event.getDatabaseName(), collection, nanos, clock.instant(), server));
        logger.warn(
                "Pool {} (mongo): {} on {} took {} ms at {}{}",
                pool,
                event.getCommandName(),
                (collection != null) ? event.getDatabaseName() + "." + collection : event.getDatabaseName(),
                TimeUnit.NANOSECONDS.toMillis(nanos),
                server,
                (command != null) ? ": " + text(command) : "");
    }

    private void keep(SlowCommand command) {
        synchronized (slowest) {
            slowest.add(command);
            slowest.sort(Comparator.comparingLong(SlowCommand::nanos).reversed());
            if (slowest.size() > KEPT) {
                slowest.remove(KEPT);
            }
        }
    }

    private static @Nullable String collection(CommandEvent event, BsonDocument command) {
        String name = event.getCommandName();
        BsonValue value = command.get(name.equals("getMore") ? "collection" : name);
        return (value != null && value.isString()) ? value.asString().getValue() : null;
    }

    /** Whether a cursor that stays open brought nothing: the server has waited for data then, as it was asked to. */
    private static boolean hasWaitedForData(CommandSucceededEvent event) {
        if (!event.getCommandName().equals("getMore")) {
            return false;
        }
        BsonValue cursor = event.getResponse().get("cursor");
        BsonDocument document = (cursor != null && cursor.isDocument()) ? cursor.asDocument() : new BsonDocument();
        BsonValue batch = document.get("nextBatch");
        BsonValue id = document.get("id");
        return batch != null
                && batch.isArray()
                && batch.asArray().isEmpty()
                && id != null
                && id.isNumber()
                && id.asNumber().longValue() != 0;
    }

    private static String text(BsonDocument command) {
        String text = command.toJson();
        return (text.length() <= LONGEST_TEXT) ? text : text.substring(0, LONGEST_TEXT) + " ...";
    }

    private record SlowCommand(
            String name, String database, @Nullable String collection, long nanos, Instant at, String server) {

        Map<String, Object> describe() {
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("command", name);
            description.put("database", database);
            if (collection != null) {
                description.put("collection", collection);
            }
            description.put("tookMs", Descriptions.millis(nanos));
            description.put("at", at);
            description.put("server", server);
            return description;
        }
    }
}
