/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.RequestContext;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionDescription;
import com.mongodb.connection.ServerId;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.mongo.MongoClientValues.SlowCommands;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class CommandTimesTests {

    private static final String FIND = "{find: 'orders', filter: {name: 's3cret'}}";
    private static final ConnectionDescription DB1 =
            new ConnectionDescription(new ServerId(new ClusterId(), new ServerAddress("db1")));

    private int requests;

    @Test
    void aSlowCommandIsLoggedWithItsNameAndCollectionAndWithoutItsValues(CapturedOutput output) {
        CommandTimes times = times(Duration.ofMillis(500), false);
        run(times, "find", FIND, "{}", Duration.ofMillis(700));
        assertThat(output.getAll())
                .contains("Pool sessions (mongo): find on app.orders took 700 ms at db1:27017")
                .doesNotContain("s3cret");
        assertThat(times.describe())
                .containsEntry("slow", 1L)
                .extractingByKey("slowest", InstanceOfAssertFactories.list(Map.class))
                .singleElement()
                .isEqualTo(Map.of(
                        "command", "find",
                        "database", "app",
                        "collection", "orders",
                        "tookMs", 700.0,
                        "at", Instant.EPOCH,
                        "server", "db1:27017"));
    }

    @Test
    void valuesAreShownToWhoAsksForThem(CapturedOutput output) {
        run(times(Duration.ofMillis(500), true), "find", FIND, "{}", Duration.ofMillis(500));
        assertThat(output.getAll())
                .contains("find on app.orders took 500 ms at db1:27017: {\"find\": \"orders\"", "s3cret");
    }

    @Test
    void aQuickCommandIsTimedAndNotLogged(CapturedOutput output) {
        CommandTimes times = times(Duration.ofMillis(500), false);
        run(times, "find", FIND, "{}", Duration.ofMillis(499));
        assertThat(output.getAll()).doesNotContain("find on");
        assertThat(times.describe()).containsEntry("slow", 0L);
        assertThat(String.valueOf(times.describe().get("times"))).contains("count=1", "maxMs=499.0");
    }

    @Test
    void withoutAThresholdCommandsAreTimedOnly(CapturedOutput output) {
        CommandTimes times = times(null, false);
        run(times, "find", FIND, "{}", Duration.ofMinutes(1));
        assertThat(output.getAll()).doesNotContain("find on");
        assertThat(times.describe()).containsOnlyKeys("times", "failed");
    }

    @Test
    void aFailedCommandIsTimedAndCounted(CapturedOutput output) {
        CommandTimes times = times(Duration.ofMillis(500), false);
        int request = start(times, "find", FIND);
        times.commandFailed(new CommandFailedEvent(
                context(), 1, request, DB1, "app", "find", Duration.ofSeconds(2).toNanos(), new RuntimeException()));
        assertThat(times.describe()).containsEntry("failed", 1L).containsEntry("slow", 1L);
        assertThat(output.getAll()).contains("find on app.orders took 2000 ms");
    }

    @Test
    void aCursorThatWaitsForDataIsNotSlow() {
        CommandTimes times = times(Duration.ofMillis(500), false);
        String getMore = "{getMore: NumberLong(7), collection: 'orders'}";
        run(times, "getMore", getMore, "{cursor: {id: NumberLong(7), nextBatch: []}}", Duration.ofSeconds(1));
        assertThat(times.describe()).containsEntry("slow", 0L);
        run(times, "getMore", getMore, "{cursor: {id: NumberLong(7), nextBatch: [{a: 1}]}}", Duration.ofSeconds(1));
        assertThat(times.describe()).containsEntry("slow", 1L);
        assertThat(String.valueOf(times.describe().get("slowest"))).contains("collection=orders");
    }

    @Test
    void aCommandWithoutACollectionIsNamedByItsDatabase(CapturedOutput output) {
        run(times(Duration.ofMillis(500), false), "ping", "{ping: 1}", "{}", Duration.ofSeconds(1));
        assertThat(output.getAll()).contains("ping on app took 1000 ms");
    }

    @Test
    @SuppressWarnings("unchecked")
    void theTenSlowestAreKeptLongestFirst() {
        CommandTimes times = times(Duration.ofMillis(1), false);
        for (int millis = 1; millis <= 15; millis++) {
            run(times, "find", FIND, "{}", Duration.ofMillis(millis));
        }
        List<Map<String, Object>> slowest =
                (List<Map<String, Object>>) times.describe().get("slowest");
        assertThat(slowest).extracting(command -> command.get("tookMs")).first().isEqualTo(15.0);
        assertThat(slowest)
                .hasSize(10)
                .last()
                .satisfies(command -> assertThat(command).containsEntry("tookMs", 6.0));
    }

    private static CommandTimes times(@Nullable Duration threshold, boolean values) {
        return new CommandTimes("sessions", new SlowCommands(threshold, values), InstantSource.fixed(Instant.EPOCH));
    }

    private void run(CommandTimes times, String name, String command, String response, Duration took) {
        int request = start(times, name, command);
        times.commandSucceeded(new CommandSucceededEvent(
                context(), 1, request, DB1, "app", name, BsonDocument.parse(response), took.toNanos()));
    }

    private int start(CommandTimes times, String name, String command) {
        int request = ++requests;
        times.commandStarted(
                new CommandStartedEvent(context(), 1, request, DB1, "app", name, BsonDocument.parse(command)));
        return request;
    }

    private static @Nullable RequestContext context() {
        return null;
    }
}
