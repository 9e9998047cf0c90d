/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoSocketOpenException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A replica set of three, one of whose members is away. */
class ServerFactsTests {

    private final ServerDescription primary = member("east", ServerType.REPLICA_SET_PRIMARY);
    private final ServerDescription secondary = member("west", ServerType.REPLICA_SET_SECONDARY);
    private final ServerDescription away = ServerDescription.builder()
            .address(new ServerAddress("north"))
            .state(ServerConnectionState.CONNECTING)
            .exception(new MongoSocketOpenException(
                    "Exception opening socket", new ServerAddress("north"), new ConnectException("Connection refused")))
            .build();

    @Test
    void theTopologyNamesTheSet() {
        ClusterDescription cluster = new ClusterDescription(
                ClusterConnectionMode.MULTIPLE, ClusterType.REPLICA_SET, List.of(away, primary, secondary));
        assertThat(ServerFacts.topology(cluster))
                .isEqualTo(Map.of("type", "replica-set", "mode", "multiple", "servers", 3, "set", "rs0"));
    }

    @Test
    void aMemberTellsItsRoleVersionAndRoundTrip() {
        assertThat(ServerFacts.of(primary))
                .isEqualTo(Map.of(
                        "state", "connected",
                        "type", "replica-set-primary",
                        "version", "8.0",
                        "wireVersion", 25,
                        "set", "rs0",
                        "roundTripMs", 1.5));
        assertThat(ServerFacts.of(secondary)).containsEntry("type", "replica-set-secondary");
    }

    @Test
    void aMemberThatIsAwayTellsWhy() {
        assertThat(ServerFacts.of(away))
                .isEqualTo(Map.of("state", "connecting", "error", "Exception opening socket: Connection refused"));
    }

    private static ServerDescription member(String host, ServerType type) {
        return ServerDescription.builder()
                .address(new ServerAddress(host))
                .state(ServerConnectionState.CONNECTED)
                .ok(true)
                .type(type)
                .setName("rs0")
                .maxWireVersion(25)
                .roundTripTime(1_500, TimeUnit.MICROSECONDS)
                .build();
    }
}
