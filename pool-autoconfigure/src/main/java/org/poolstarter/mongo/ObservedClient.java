/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;
import org.poolstarter.pool.Refusal;

/**
 * What is seen of the pools of one client, whoever built it.
 *
 * @param name the pool's name
 * @param family what it has in common with a client that is meant to lead to the same servers
 * @param cluster what the driver knows of the servers at this moment, asked of its memory
 * @param settings what it was built with
 * @param events what is heard of it
 * @param census all clients of the application, this one among them while it is open
 */
record ObservedClient(
        String name,
        String family,
        Supplier<ClusterDescription> cluster,
        ClientSettings settings,
        DriverEvents events,
        MongoCensus census) {

    /** As the constructor, and among all clients from now on, until it {@linkplain #leave leaves}. */
    static ObservedClient join(
            String name,
            String family,
            Supplier<ClusterDescription> cluster,
            ClientSettings settings,
            MongoCensus census) {
        settings.events().named(name);
        ObservedClient joined = new ObservedClient(name, family, cluster, settings, settings.events(), census);
        census.add(joined);
        return joined;
    }

    /** It is being closed. */
    void leave() {
        census.remove(this);
    }

    PoolRecorder recorder() {
        return events.recorder();
    }

    PoolSettings display() {
        return settings.display();
    }

    PoolSnapshot snapshot() {
        return ServerCounts.sum(events.connections().counts().values(), settings.min(), settings.max());
    }

    /** Servers by address, and what is known of all together. */
    Map<String, Object> sections() {
        ClusterDescription known = cluster.get();
        Map<String, Map<String, Object>> servers = events.connections().describeServers();
        for (ServerDescription server : known.getServerDescriptions()) {
            Map<String, Object> description = servers.get(server.getAddress().toString());
            if (description != null) {
                description.put("server", ServerFacts.of(server));
            }
        }
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("servers", servers);
        sections.put("topology", ServerFacts.topology(known));
        sections.put("checkOuts", events.connections().describeCheckOuts());
        sections.put("commands", events.commands().describe());
        sections.put("process", census.describe());
        return sections;
    }

    List<PoolNotice> notices() {
        List<PoolNotice> notices = new ArrayList<>(census.noticesOf(this));
        PoolNotice cleared = events.connections().cleared();
        if (cleared != null) {
            notices.add(cleared);
        }
        return notices;
    }

    @Nullable
    Refusal refusal() {
        return events.connections().refusal(settings.display().prefix());
    }

    /** Draws on heartbeats and openings, and sends nothing: it cannot make a bad moment worse. */
    Probe probe() {
        return new Probe() {

            @Override
            public void check(Duration deadline) throws NoVerdictException {
                events.connections().requireUsable();
            }

            @Override
            public boolean takesConnection() {
                return false;
            }
        };
    }

    /** How many servers there are as far as the driver knows, 1 or more. */
    int servers() {
        return Math.max(1, cluster.get().getServerDescriptions().size());
    }
}
