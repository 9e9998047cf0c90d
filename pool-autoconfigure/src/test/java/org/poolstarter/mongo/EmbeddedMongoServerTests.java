/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On the wire server in this process. */
class EmbeddedMongoServerTests extends MongoServerContract {

    private static WireServer server;

    @BeforeAll
    static void start() {
        server = WireServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    String uri() {
        return server.uri("test");
    }
}
