/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.poolstarter.Containers;
import org.testcontainers.mongodb.MongoDBContainer;

/** On a real MongoDB, a set of one member, where there is a Docker engine. */
class ContainerMongoServerTests extends MongoServerContract {

    private static MongoDBContainer container;

    @BeforeAll
    static void start() throws InterruptedException {
        Containers.requireEngine();
        Containers.requireImage(Containers.MONGODB);
        container = new MongoDBContainer(Containers.image(Containers.MONGODB)).withReplicaSet();
        container.start();
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.stop();
        }
    }

    @Override
    String uri() {
        return container.getConnectionString() + "/?directConnection=true";
    }
}
