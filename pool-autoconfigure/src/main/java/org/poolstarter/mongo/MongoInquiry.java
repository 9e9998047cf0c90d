/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.connection.ConnectionPoolSettings;
import com.mongodb.connection.ServerSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerInquiry;

/** Asks one server of a MongoDB client what it grants, by a client of its own that lives for the answers only. */
final class MongoInquiry implements ServerInquiry {

    /** A client keeps two connections to each server to watch it. */
    private static final int MONITORS = 2;

    /** The code of a server that the user may not. */
    private static final int UNAUTHORIZED = 13;

    private final MongoClientSettings settings;
    private final String address;

    /**
     * An inquiry of the servers of a client.
     *
     * @param settings what the client was built with
     * @param address where it leads, for people
     */
    MongoInquiry(MongoClientSettings settings, String address) {
        this.settings = settings;
        this.address = address;
    }

    @Override
    public ServerFacts ask(Duration deadline) {
        try (MongoClient client = MongoClients.create(beside(deadline))) {
            MongoDatabase admin = client.getDatabase("admin");
            Map<String, Object> values = new LinkedHashMap<>();
            Map<String, String> unreadable = new LinkedHashMap<>();
            Document status = run(admin, "serverStatus", unreadable);
            Document build = run(admin, "buildInfo", unreadable);
            Limit limit = (status != null) ? limit(status, values, unreadable) : null;
            MongoCredential credential = settings.getCredential();
            Server server = new Server(
                    "MongoDB" + ((build != null) ? " " + build.get("version") : ""),
                    "mongodb " + identity(status),
                    address,
                    (credential != null) ? credential.getUserName() : null,
                    null);
            return ServerFacts.of(server)
                    .withLimits(limit, null)
                    .withBeside(MONITORS)
                    .withValues(values, unreadable);
        }
    }

    /* What a server, or its set, calls itself is the same whoever asks; without it, other addresses are other servers. */
    private Object identity(@Nullable Document status) {
        if (status != null && status.get("repl") instanceof Document set) {
            return "%s %s".formatted(set.get("setName"), set.get("hosts"));
        }
        return (status != null && status.get("host") != null) ? status.get("host") : address;
    }

    private static @Nullable Document run(MongoDatabase admin, String command, Map<String, String> unreadable) {
        try {
            return admin.runCommand(new Document(command, 1), ReadPreference.nearest());
        } catch (MongoCommandException ex) { // the user may not, or the server does not know it
            String why = BackendEvidence.describe(ex);
            unreadable.put(
                    command,
                    (ex.getErrorCode() == UNAUTHORIZED)
                            ? "%s; the user needs the right %s, which the role clusterMonitor has"
                                    .formatted(why, command)
                            : why);
            return null;
        }
    }

    private static @Nullable Limit limit(Document status, Map<String, Object> values, Map<String, String> unreadable) {
        if (!(status.get("connections") instanceof Document connections)
                || !(connections.get("current") instanceof Number current)) {
            unreadable.put("connections", "the server does not tell");
            return null;
        }
        values.put("connections.current", current.intValue());
        if (!(connections.get("available") instanceof Number available)) {
            unreadable.put("connections.available", "the server does not tell");
            return null;
        }
        values.put("connections.available", available.intValue());
        int all = current.intValue() + available.intValue();
        return new Limit(
                all, "connections: %d current and %d available".formatted(current.intValue(), available.intValue()));
    }

    /* The same servers and login, without whoever listens to the client, and with one connection. */
    private MongoClientSettings beside(Duration deadline) {
        long millis = deadline.toMillis();
        return MongoClientSettings.builder(settings)
                .commandListenerList(List.of())
                .applyToConnectionPoolSettings(pool -> pool.applySettings(ConnectionPoolSettings.builder()
                        .minSize(0)
                        .maxSize(1)
                        .maxWaitTime(millis, MILLISECONDS)
                        .build()))
                .applyToClusterSettings(
                        cluster -> cluster.applySettings(ClusterSettings.builder(settings.getClusterSettings())
                                        .clusterListenerList(List.of())
                                        .build())
                                .serverSelectionTimeout(millis, MILLISECONDS))
                .applyToServerSettings(
                        server -> server.applySettings(ServerSettings.builder(settings.getServerSettings())
                                .serverListenerList(List.of())
                                .serverMonitorListenerList(List.of())
                                .build()))
                .applyToSocketSettings(
                        socket -> socket.connectTimeout(millis, MILLISECONDS).readTimeout(millis, MILLISECONDS))
                .build();
    }
}
