/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.event.ClusterListener;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings;

/**
 * Watches a client that somebody else builds. It must begin before the client is built. It is a listener of that client,
 * and so lives as long.
 */
public final class MongoWatch implements ClusterListener {

    /** How an application's own client is called in the log until its bean is known. */
    private static final String UNNAMED = "unnamed";

    private static final MongoClientValues.SlowCommands SLOW_COMMANDS =
            new MongoClientValues.SlowCommands(Duration.ofMillis(500), false);

    private final ClientSettings settings;
    private final @Nullable UnaryOperator<String> options;

    /**
     * By which the client is known: of all that it is built from it gives back this object, and hides its listeners. A
     * copy of the one that was set, and equal to it.
     */
    private final WriteConcern mark;

    private MongoWatch(ClientSettings settings, @Nullable UnaryOperator<String> options) {
        this.settings = settings;
        this.options = options;
        WriteConcern writeConcern = settings.effective().getWriteConcern();
        mark = writeConcern.withJournal(writeConcern.getJournal());
    }

    /**
     * Begins to watch the client that is built next from these settings, after everything else was set.
     *
     * @param baseline what was applied to the same builder before everything else; null if there is none
     * @param uri whose options were applied; null if there is none
     * @param uriOrigin where the connection string comes from, for people
     * @param options how the connection string is given one more option such as {@code maxPoolSize=5}, for remedies
     * @throws IllegalStateException if the settings contradict each other, in the driver's words
     */
    public static MongoWatch begin(
            MongoClientSettings.Builder builder,
            @Nullable MongoBaseline baseline,
            @Nullable ConnectionString uri,
            String uriOrigin,
            UnaryOperator<String> options) {
        PoolSettings underneath = (baseline != null) ? baseline.settle(builder, uri) : PoolSettings.none();
        MongoClientValues.SlowCommands slowCommands =
                (baseline != null) ? baseline.values().slowCommands() : SLOW_COMMANDS;
        DriverEvents events = DriverEvents.listen(UNNAMED, slowCommands, builder);
        MongoClientSettings effective = builder.build();
        MongoWatch watch = new MongoWatch(
                new ClientSettings(effective, ShownSetting.all(underneath, uri, uriOrigin, effective), events),
                (uri != null) ? options : null);
        builder.writeConcern(watch.mark);
        builder.applyToClusterSettings(cluster -> cluster.addClusterListener(watch));
        return watch;
    }

    /** Whether this is the client that was built from the watched settings. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isOf(MongoClient client) {
        return client.getWriteConcern() == mark;
    }

    /**
     * The watched client as a pool.
     *
     * @param probed whether the client may be reported as down
     * @param census of the application's clients, which this one joins
     */
    public Pool pool(String name, MongoClient client, boolean probed, MongoCensus census) {
        return new WatchedMongoPool(
                ObservedClient.join(name, name, client::getClusterDescription, settings, census), options, probed);
    }
}
