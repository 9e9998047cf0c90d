/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountBusyException;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.Lease;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Two collectors of the profile {@code cluster}, of which the first has started the Redis of both. */
class ClusterTests {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void theSecondCollectorIsToldWhichOneHasTheAccount() throws Exception {
        int redis = freePort();
        try (ConfigurableApplicationContext first = collector("first", redis);
                ConfigurableApplicationContext second = collector("second", redis);
                Lease<ImapSession> held = acquire(first)) {
            awaitTheFirstRound(second);
            RestTestClient client = RestTestClient.bindToServer()
                    .baseUrl("http://localhost:" + second.getEnvironment().getRequiredProperty("local.server.port"))
                    .build();

            client.post()
                    .uri("/collections/anna?wait=true")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(409)
                    .expectBody()
                    .jsonPath("$.detail")
                    .isEqualTo("session already active, held by replica first");
            assertThat(held.client().answers()).isTrue();
        }
    }

    private static ConfigurableApplicationContext collector(String replica, int redis) {
        return MailboxCollector.run(
                "--spring.profiles.active=cluster",
                "--server.port=0",
                "--embedded.redis.port=" + redis,
                "--pools.accounts.mail.cluster.replica=" + replica);
    }

    /** So that it has no session of its own that the account could be busy with. */
    private static void awaitTheFirstRound(ConfigurableApplicationContext context) {
        Sessions sessions = context.getBean(Sessions.class);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sessions.newest(null, 20))
                        .hasSameSizeAs(context.getBean(CollectionPlan.class).accounts())
                        .allSatisfy(session -> assertThat(session.outcome()).isNotEqualTo(Outcome.RUNNING)));
    }

    /* Each collector begins with a round over all accounts. */
    @SuppressWarnings("unchecked") // the one of the sample
    private static Lease<ImapSession> acquire(ConfigurableApplicationContext context) {
        AccountPool<MailAccount, ImapSession> mail = context.getBean("mailAccountPool", AccountPool.class);
        MailAccount anna = context.getBean(CollectionPlan.class).account("anna").orElseThrow();
        return await().atMost(PATIENCE)
                .ignoreException(AccountBusyException.class)
                .until(() -> mail.acquire(anna), Lease::opened);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
