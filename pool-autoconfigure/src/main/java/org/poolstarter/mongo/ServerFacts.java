/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import org.poolstarter.pool.EnumWord;

/** What heartbeats have told of the servers of a client. */
final class ServerFacts {

    /** The releases by the greatest version of the wire protocol that each speaks: a server does not tell its own. */
    private static final Map<Integer, String> RELEASES = Map.ofEntries(
            Map.entry(6, "3.6"),
            Map.entry(7, "4.0"),
            Map.entry(8, "4.2"),
            Map.entry(9, "4.4"),
            Map.entry(13, "5.0"),
            Map.entry(17, "6.0"),
            Map.entry(21, "7.0"),
            Map.entry(25, "8.0"),
            Map.entry(26, "8.1"),
            Map.entry(27, "8.2"));

    private ServerFacts() {}

    /** What the servers are to each other: type, way of connecting, and the set's name where they are one. */
    static Map<String, Object> topology(ClusterDescription cluster) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("type", EnumWord.of(cluster.getType()));
        facts.put("mode", EnumWord.of(cluster.getConnectionMode()));
        facts.put("servers", cluster.getServerDescriptions().size());
        cluster.getServerDescriptions().stream()
                .map(ServerDescription::getSetName)
                .filter(name -> name != null)
                .findFirst()
                .ifPresent(name -> facts.put("set", name));
        return facts;
    }

    /** Of one server; what has not been heard yet is absent. */
    static Map<String, Object> of(ServerDescription server) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("state", EnumWord.of(server.getState()));
        if (server.isOk()) {
            facts.put("type", EnumWord.of(server.getType()));
            String release = RELEASES.get(server.getMaxWireVersion());
            if (release != null) {
                facts.put("version", release);
            }
            facts.put("wireVersion", server.getMaxWireVersion());
            if (server.getSetName() != null) {
                facts.put("set", server.getSetName());
            }
            facts.put("roundTripMs", Descriptions.millis(server.getRoundTripTimeNanos()));
        }
        Throwable failure = server.getException();
        if (failure != null) {
            facts.put("error", ConnectionEvents.withCauses(failure));
        }
        return facts;
    }
}
