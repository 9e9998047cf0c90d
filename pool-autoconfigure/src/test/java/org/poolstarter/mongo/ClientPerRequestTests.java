/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client for each request costs, measured here and printed. Nothing is asserted of the times. */
class ClientPerRequestTests {

    private static final Logger logger = LoggerFactory.getLogger(ClientPerRequestTests.class);
    private static final int FINDS = 100;

    @Test
    void aSharedClientOpensOneConnectionWhereAClientForEachRequestOpensOneEachTime() {
        try (WireServer server = WireServer.start();
                MongoPool pool = MongoPools.open(server)) {
            // Both sides begin with loaded classes.
            findWithAClientOfItsOwn(server);
            find(pool.client());

            long began = System.nanoTime();
            for (int i = 0; i < FINDS; i++) {
                findWithAClientOfItsOwn(server);
            }
            long each = System.nanoTime() - began;
            began = System.nanoTime();
            for (int i = 0; i < FINDS; i++) {
                find(pool.client());
            }
            long shared = System.nanoTime() - began;

            logger.info(
                    "{} finds on a server in this process: {} ms with a client for each, {} ms with one shared client:"
                            + " {} times as long",
                    FINDS,
                    Duration.ofNanos(each).toMillis(),
                    Duration.ofNanos(shared).toMillis(),
                    Math.round((double) each / shared));
            assertThat(pool.recorder().totals().opened()).isEqualTo(1);
            assertThat(server.received("find")).isEqualTo(2 * FINDS + 2);
        }
    }

    private static void findWithAClientOfItsOwn(WireServer server) {
        try (MongoClient client = MongoClients.create(server.uri("test"))) {
            find(client);
        }
    }

    private static void find(MongoClient client) {
        client.getDatabase("test")
                .getCollection("documents")
                .find(new Document("_id", 1))
                .first();
    }
}
