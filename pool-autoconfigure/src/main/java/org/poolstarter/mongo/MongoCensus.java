/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.MongoCredential;
import com.mongodb.connection.ClusterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolNotice;

/**
 * All MongoDB clients of an application, because sizes multiply: each client has a pool to each server, and two monitors.
 * Safe for use by many threads.
 */
public final class MongoCensus {

    /** From so many on it is worth a word: a server has to keep a thread and about a megabyte for each. */
    private static final long MANY = 1_000;

    private static final int MONITORS = 2;

    private final List<ObservedClient> clients = new CopyOnWriteArrayList<>();

    void add(ObservedClient client) {
        clients.add(client);
    }

    void remove(ObservedClient client) {
        clients.remove(client);
    }

    /** How many connections all clients together may open, as the endpoint shows it. */
    Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("clients", clients.size());
        long upTo = upTo();
        if (upTo < Integer.MAX_VALUE) {
            description.put("connectionsUpTo", upTo);
        }
        description.put("text", text(upTo));
        return description;
    }

    List<PoolNotice> noticesOf(ObservedClient client) {
        List<PoolNotice> notices = new ArrayList<>();
        List<String> same = clients.stream()
                .filter(other -> !other.family().equals(client.family())
                        && Target.of(other).equals(Target.of(client)))
                .map(ObservedClient::name)
                .sorted()
                .toList();
        if (!same.isEmpty()) {
            notices.add(new PoolNotice(
                    "duplicate-client",
                    Map.of("sameTarget", same, "process", text(upTo())),
                    Duration.ZERO,
                    "Use one client for all: it is made for many threads, and reaches every database of its servers; or"
                            + " correct the connection string of one of them."));
        }
        if (upTo() >= MANY) {
            notices.add(new PoolNotice(
                    "many-connections",
                    describe(),
                    Duration.ZERO,
                    "Lower max-size of the clients, or their number: it holds for each server of each client, in each"
                            + " instance of the application."));
        }
        return notices;
    }

    private long upTo() {
        return clients.stream()
                .mapToLong(client -> (long) client.servers() * client.settings().max() + monitors(client))
                .sum();
    }

    private static long monitors(ObservedClient client) {
        return (long) MONITORS * client.servers();
    }

    private String text(long upTo) {
        List<String> parts = new ArrayList<>();
        for (ObservedClient client : clients) {
            int max = client.settings().max();
            parts.add("%s: %d server%s x %s and %d monitors"
                    .formatted(
                            client.name(),
                            client.servers(),
                            (client.servers() == 1) ? "" : "s",
                            (max < Integer.MAX_VALUE) ? max : "any number",
                            monitors(client)));
        }
        String all = (upTo < Integer.MAX_VALUE) ? "up to %d connections".formatted(upTo) : "connections without bound";
        return "%s from this process (%s)".formatted(all, String.join("; ", parts));
    }

    /** Which servers, and as whom: two clients that agree in both are one too many. */
    private record Target(Object servers, @Nullable String user) {

        static Target of(ObservedClient client) {
            ClusterSettings cluster = client.settings().effective().getClusterSettings();
            MongoCredential credential = client.settings().effective().getCredential();
            Object servers = Objects.requireNonNullElseGet(
                    (Object) cluster.getSrvHost(), () -> new HashSet<>(cluster.getHosts()));
            return new Target(servers, (credential != null) ? credential.getUserName() : null);
        }
    }
}
