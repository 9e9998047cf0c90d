/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionDescription;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ServerId;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ConnectionReadyEvent;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.poolstarter.mongo.MongoWatch;

/**
 * What listening to a MongoDB client adds to each of its commands. {@code listeners} plays the events of one command to
 * them, as the driver does; the others show a whole find on a server in this process, with and without them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls what is marked Setup before anything else
public class MongoCommandBenchmark {

    private static final int REQUEST = 4_711;
    private static final long ELAPSED_NANOS = 250_000;

    private MongoServer server;
    private MongoClient plain;
    private MongoClient watched;

    private ConnectionPoolListener connections;
    private CommandListener commands;
    private ConnectionCheckOutStartedEvent checkOutStarted;
    private ConnectionCheckedOutEvent checkedOut;
    private CommandStartedEvent started;
    private CommandSucceededEvent succeeded;
    private ConnectionCheckedInEvent checkedIn;

    @Setup
    public void open() {
        server = new MongoServer(new MemoryBackend());
        String uri = "mongodb://127.0.0.1:" + server.bind().getPort();
        plain = MongoClients.create(settings(uri).build());
        MongoClientSettings.Builder listened = settings(uri);
        MongoWatch.begin(listened, null, null, "none", option -> option);
        watched = MongoClients.create(listened.build());
        find(plain);
        find(watched);
        events();
    }

    @TearDown
    public void close() {
        plain.close();
        watched.close();
        server.shutdownNow();
    }

    @Benchmark
    public void listeners() {
        connections.connectionCheckOutStarted(checkOutStarted);
        connections.connectionCheckedOut(checkedOut);
        commands.commandStarted(started);
        commands.commandSucceeded(succeeded);
        connections.connectionCheckedIn(checkedIn);
    }

    @Benchmark
    public @Nullable Object findWithout() {
        return find(plain);
    }

    @Benchmark
    public @Nullable Object findWatched() {
        return find(watched);
    }

    private void events() {
        MongoClientSettings.Builder builder = MongoClientSettings.builder();
        MongoWatch.begin(builder, null, null, "none", option -> option);
        MongoClientSettings settings = builder.build();
        connections = settings.getConnectionPoolSettings()
                .getConnectionPoolListeners()
                .get(0);
        commands = settings.getCommandListeners().get(0);
        ServerId id = new ServerId(new ClusterId(), new ServerAddress());
        ConnectionId connection = new ConnectionId(id);
        ConnectionDescription description = new ConnectionDescription(id);
        connections.connectionPoolCreated(new ConnectionPoolCreatedEvent(id, settings.getConnectionPoolSettings()));
        connections.connectionCreated(new ConnectionCreatedEvent(connection));
        connections.connectionReady(new ConnectionReadyEvent(connection, ELAPSED_NANOS));
        checkOutStarted = new ConnectionCheckOutStartedEvent(id, REQUEST);
        checkedOut = new ConnectionCheckedOutEvent(connection, REQUEST, ELAPSED_NANOS);
        checkedIn = new ConnectionCheckedInEvent(connection, REQUEST);
        // The driver hands out the bytes that it sends, as this does.
        BsonDocument command =
                RawBsonDocument.parse("{find: 'documents', filter: {_id: 1}, limit: 1, singleBatch: true}");
        started = new CommandStartedEvent(null, REQUEST, REQUEST, description, "app", "find", command);
        succeeded = new CommandSucceededEvent(
                null, REQUEST, REQUEST, description, "app", "find", new BsonDocument(), ELAPSED_NANOS);
    }

    private static MongoClientSettings.Builder settings(String uri) {
        return MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri));
    }

    private static @Nullable Document find(MongoClient client) {
        return client.getDatabase("app")
                .getCollection("documents")
                .find(new Document("_id", 1))
                .first();
    }
}
