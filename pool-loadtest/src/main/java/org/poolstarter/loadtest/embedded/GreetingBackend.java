/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest.embedded;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;

/** Answers {@code hello}, which the server lacks and which checks of a server's health begin with. */
final class GreetingBackend extends MemoryBackend {

    @Override
    public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
        if (command.equals("hello")) {
            Document greeting = super.handleCommand(channel, databaseName, "ismaster", query);
            return greeting.append("isWritablePrimary", true);
        }
        return super.handleCommand(channel, databaseName, command, query);
    }
}
