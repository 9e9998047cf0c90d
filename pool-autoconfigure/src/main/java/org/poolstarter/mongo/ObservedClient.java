/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;

/**
 * What is seen of the pools of one client, whoever built it.
 *
 * @param client the client that is asked for a sign of life
 * @param settings what it was built with
 * @param recorder where its events are counted
 * @param events hears of them
 */
record ObservedClient(MongoClient client, ClientSettings settings, PoolRecorder recorder, ConnectionEvents events) {

    private static final String ADMIN = "admin";
    private static final Document PING = new Document("ping", 1);

    PoolSettings display() {
        return settings.display();
    }

    PoolSnapshot snapshot() {
        return ServerCounts.sum(events.counts().values(), settings.min(), settings.max());
    }

    /** In {@code servers}: by address the counts of each server and the state of the driver's pool. */
    Map<String, Object> sections() {
        Map<String, Object> servers = new TreeMap<>();
        events.counts().forEach((address, counts) -> servers.put(address.toString(), counts.describe()));
        return Map.of("servers", servers);
    }

    /** Asks any server of the cluster. Its lease is seen as active while it lasts, and counted nowhere else. */
    void ping(Duration deadline) throws NoVerdictException {
        try {
            events.uncounted(() -> client.getDatabase(ADMIN)
                    .withTimeout(deadline.toMillis(), MILLISECONDS)
                    .runCommand(PING, ReadPreference.nearest()));
        } catch (MongoTimeoutException ex) {
            // Callers may have taken every connection since the monitor looked.
            if (snapshot().utilization() >= 1.0) {
                throw new NoVerdictException("Callers hold every connection of the pool");
            }
            throw ex;
        }
    }
}
