/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;

/**
 * A reactive client beside the {@link MongoPool} of the same settings. It has connections of its own, and so is a pool of
 * its own, called {@code <name>-reactive}. Counts as {@link MongoPool} does.
 */
public final class ReactiveMongoPool implements Pool, AutoCloseable {

    private final MongoPoolSettings settings;
    private final MongoClient client;
    private final ObservedClient observed;

    private ReactiveMongoPool(MongoPoolSettings settings, ClientSettings clientSettings, MongoCensus census) {
        this.settings = settings;
        this.client = MongoClients.create(clientSettings.effective());
        this.observed = new ObservedClient(
                settings.name() + "-reactive",
                settings.name(),
                client::getClusterDescription,
                clientSettings,
                clientSettings.events(),
                census);
        clientSettings.events().named(observed.name());
        census.add(observed);
    }

    /** As {@link MongoPool#open}. */
    public static ReactiveMongoPool open(
            MongoPoolSettings settings,
            @Nullable SSLContext tls,
            List<Consumer<MongoClientSettings.Builder>> customizers,
            MongoCensus census) {
        return new ReactiveMongoPool(settings, ClientSettings.of(settings, tls, customizers), census);
    }

    /** The client, always the same; open until this is closed. */
    public MongoClient client() {
        return client;
    }

    @Override
    public String name() {
        return observed.name();
    }

    @Override
    public String backend() {
        return "mongo";
    }

    @Override
    public String target() {
        return settings.target();
    }

    @Override
    public PoolSettings settings() {
        return observed.display();
    }

    @Override
    public PoolSnapshot snapshot() {
        return observed.snapshot();
    }

    @Override
    public PoolRecorder recorder() {
        return observed.recorder();
    }

    @Override
    public Probe probe() {
        return observed.probe();
    }

    @Override
    public Map<String, Object> sections() {
        return observed.sections();
    }

    @Override
    public List<PoolNotice> notices() {
        return observed.notices();
    }

    /** Closes the client and all its connections. */
    @Override
    public void close() {
        observed.census().remove(observed);
        client.close();
    }

    @Override
    public String toString() {
        return "ReactiveMongoPool[name=%s, target=%s]".formatted(name(), target());
    }
}
