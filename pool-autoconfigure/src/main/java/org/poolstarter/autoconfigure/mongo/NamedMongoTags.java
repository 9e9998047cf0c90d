/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.connection.ClusterId;
import com.mongodb.event.CommandEvent;
import com.mongodb.event.ConnectionPoolCreatedEvent;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.mongodb.DefaultMongoCommandTagsProvider;
import io.micrometer.core.instrument.binder.mongodb.DefaultMongoConnectionPoolTagsProvider;

/**
 * Micrometer's tags of MongoDB clients, and {@code pool}: the name by which servers know the client, which is that of the
 * pool unless the connection string has one.
 */
final class NamedMongoTags {

    private static final String KEY = "pool";
    private static final Tag NONE = Tag.of(KEY, "none");

    private NamedMongoTags() {}

    /** The driver calls a cluster by the application name of its client. */
    private static Tag of(ClusterId cluster) {
        String name = cluster.getDescription();
        return (name != null) ? Tag.of(KEY, name) : NONE;
    }

    static final class OfCommands extends DefaultMongoCommandTagsProvider {

        @Override
        public Iterable<Tag> commandTags(CommandEvent event) {
            ClusterId cluster = event.getConnectionDescription()
                    .getConnectionId()
                    .getServerId()
                    .getClusterId();
            return Tags.of(super.commandTags(event)).and(of(cluster));
        }
    }

    static final class OfConnectionPools extends DefaultMongoConnectionPoolTagsProvider {

        @Override
        public Iterable<Tag> connectionPoolTags(ConnectionPoolCreatedEvent event) {
            return Tags.of(super.connectionPoolTags(event))
                    .and(of(event.getServerId().getClusterId()));
        }
    }
}
