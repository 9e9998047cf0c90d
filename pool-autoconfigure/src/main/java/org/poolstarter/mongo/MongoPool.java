/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Probe;

/**
 * A MongoDB client and the pools that it keeps, one to each server. Callers use the {@link #client()}, which is the
 * driver's own; closing this closes it.
 *
 * <p>Counts are sums over the servers, {@code max} and {@code min} are those of one server, and the utilization is that
 * of the fullest: with several servers {@code active} may be greater than {@code max}. The driver says that a connection
 * was given back before it says whether it was whole: the return is counted when that is certain, at the next use of the
 * connection or the next look at the pool.
 */
public final class MongoPool extends ObservedMongoPool implements AutoCloseable {

    private final MongoPoolSettings settings;
    private final MongoClient client;

    private MongoPool(MongoPoolSettings settings, MongoClient client, ObservedClient observed) {
        super(observed);
        this.settings = settings;
        this.client = client;
    }

    /**
     * Creates a client. It connects in the background: that no server answers is not an error here.
     *
     * @param tls by which servers are trusted, and which turns TLS on; null to leave that to the connection string
     * @param customizers each may change the settings, in this order, after all else was set
     * @param census of the application's clients, which this one joins until it is closed
     */
    public static MongoPool open(
            MongoPoolSettings settings,
            @Nullable SSLContext tls,
            List<Consumer<MongoClientSettings.Builder>> customizers,
            MongoCensus census) {
        ClientSettings built = ClientSettings.of(settings, tls, customizers);
        MongoClient client = MongoClients.create(built.effective());
        return new MongoPool(
                settings,
                client,
                ObservedClient.join(settings.name(), settings.name(), client::getClusterDescription, built, census));
    }

    /** The client, always the same; open until this is closed. */
    public MongoClient client() {
        return client;
    }

    /**
     * Asks any server for a sign of life, by a command. Its lease is seen as active while it lasts, and counted nowhere
     * else. Blocks for up to the deadline.
     *
     * @throws MongoException if no server answers in time
     */
    public void ping(Duration deadline) {
        observed()
                .events()
                .connections()
                .uncounted(() -> client.getDatabase("admin")
                        .withTimeout(deadline.toMillis(), MILLISECONDS)
                        .runCommand(new Document("ping", 1), ReadPreference.nearest()));
    }

    /** The database that the pool's configuration names, never empty. */
    public String database() {
        return settings.database();
    }

    @Override
    public String target() {
        return settings.target();
    }

    /** Draws on heartbeats and on connections that are opened; it sends no command and takes no connection. */
    @Override
    public Probe probe() {
        return observed().probe();
    }

    /** Closes the client and all its connections; those in use are closed when they are given back. */
    @Override
    public void close() {
        observed().leave();
        client.close();
    }
}
