/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest.embedded;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers {@code hello}, which the server lacks and which checks of a server's health begin with; and counts connections,
 * of which the server always tells one.
 */
final class GreetingBackend extends MemoryBackend {

    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();

    @Override
    public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
        connections.add(channel);
        if (command.equals("hello")) {
            Document greeting = super.handleCommand(channel, databaseName, "ismaster", query);
            return greeting.append("isWritablePrimary", true);
        }
        return super.handleCommand(channel, databaseName, command, query);
    }

    @Override
    public Document getServerStatus() {
        return super.getServerStatus().append("connections", new Document("current", connections.size()));
    }

    @Override
    public void handleClose(Channel channel) {
        connections.remove(channel);
        super.handleClose(channel);
    }
}
