/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.ServerFacts;

class MongoInquiryTests {

    @Test
    void theRightThatAUserLacksIsNamed() {
        try (WireServer server = WireServer.start()) {
            server.refuse("serverStatus", 13, "not authorized on admin to execute command");
            MongoClientSettings settings = MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(server.uri("app")))
                    .build();
            ServerFacts facts = new MongoInquiry(settings, server.address()).ask(Duration.ofSeconds(20));

            assertThat(facts.limit()).isNull();
            assertThat(facts.unreadable())
                    .extractingByKey("serverStatus")
                    .asString()
                    .contains("not authorized on admin")
                    .endsWith("; the user needs the right serverStatus, which the role clusterMonitor has");
        }
    }
}
