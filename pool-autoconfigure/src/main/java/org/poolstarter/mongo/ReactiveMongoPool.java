/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Probe;

/**
 * A reactive client beside the {@link MongoPool} of the same settings. It has connections of its own, and so is a pool of
 * its own, called {@code <name>-reactive}. Counts as {@link MongoPool} does.
 */
public final class ReactiveMongoPool extends ObservedMongoPool implements AutoCloseable {

    private final MongoPoolSettings settings;
    private final MongoClient client;

    private ReactiveMongoPool(MongoPoolSettings settings, MongoClient client, ObservedClient observed) {
        super(observed);
        this.settings = settings;
        this.client = client;
    }

    /** As {@link MongoPool#open}. */
    public static ReactiveMongoPool open(
            MongoPoolSettings settings,
            @Nullable SSLContext tls,
            List<Consumer<MongoClientSettings.Builder>> customizers,
            MongoCensus census) {
        ClientSettings built = ClientSettings.of(settings, tls, customizers);
        MongoClient client = MongoClients.create(built.effective());
        String name = settings.name() + "-reactive";
        return new ReactiveMongoPool(
                settings,
                client,
                ObservedClient.join(name, settings.name(), client::getClusterDescription, built, census));
    }

    /** The client, always the same; open until this is closed. */
    public MongoClient client() {
        return client;
    }

    @Override
    public String target() {
        return settings.target();
    }

    @Override
    public Probe probe() {
        return observed().probe();
    }

    /** Closes the client and all its connections. */
    @Override
    public void close() {
        observed().leave();
        client.close();
    }
}
