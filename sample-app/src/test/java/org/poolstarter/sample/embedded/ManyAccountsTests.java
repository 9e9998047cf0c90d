/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.poolstarter.sample.MailboxCollector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The profile {@code many}: 40 accounts, each exclusive, on 10 places. Sessions are counted at the IMAP server. */
@Timeout(300)
class ManyAccountsTests {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void allAreCollectedWithoutASecondSessionOfAnAccountAndWithTenAtOnce() {
        try (ConfigurableApplicationContext application = start()) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                collectOnceMore(application);
                assertThat(collected(application)).hasSize(40);
            });
            assertCountedAtTheServer(application);
        }
    }

    @Test
    void anAccountWhoseLogInHangsDelaysNoOther() {
        try (ConfigurableApplicationContext application = start("--embedded.mail.silent=clara2")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(collected(application)).hasSize(39));
            assertThat(collected(application)).doesNotContain("clara2");
            ImapDoor imap = application.getBean(ImapDoor.class);
            await("the sessions of all others have logged out")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(imap.counts()).containsEntry("openSessions", 1));

            imap.hear("clara2");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(collected(application)).contains("clara2"));
            assertCountedAtTheServer(application);
            assertThat(imap.counts()).containsEntry("logins", 40);
        }
    }

    private static void assertCountedAtTheServer(ConfigurableApplicationContext application) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(application.getBean(ImapDoor.class).counts()).containsEntry("openSessions", 0));
        assertThat(application.getBean(ImapDoor.class).counts())
                .containsEntry("mostSessionsAtOnce", 10)
                .containsEntry("mostSessionsOfOneAccount", 1);
    }

    private static ConfigurableApplicationContext start(String... options) {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "--spring.profiles.active=many",
                                "--server.port=0",
                                "--interval=1h",
                                "--collector.read-timeout=5m",
                                "--pools.accounts.mail.connect-timeout=5m",
                                "--pools.accounts.mail.acquire-timeout=5m"),
                        Stream.of(options))
                .toArray(String[]::new);
        return new SpringApplication(MailboxCollector.class).run(arguments);
    }

    /** Asks for a session of each account beside the round that runs; most of them are refused. */
    private static void collectOnceMore(ConfigurableApplicationContext application) {
        for (Account account : accounts(application)) {
            client(application)
                    .post()
                    .uri("/collections/{id}", account.id())
                    .exchange()
                    .expectStatus()
                    .value(status -> assertThat(status).isIn(202, 409, 503));
        }
    }

    private static List<String> collected(ConfigurableApplicationContext application) {
        return accounts(application).stream()
                .filter(account -> account.lastSuccess() != null)
                .map(Account::id)
                .toList();
    }

    private static List<Account> accounts(ConfigurableApplicationContext application) {
        Account[] accounts = client(application)
                .get()
                .uri("/accounts")
                .exchange()
                .returnResult(Account[].class)
                .getResponseBody();
        return List.of(Objects.requireNonNull(accounts));
    }

    private static RestTestClient client(ConfigurableApplicationContext application) {
        int port = Objects.requireNonNull(((WebServerApplicationContext) application).getWebServer())
                .getPort();
        return RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    private record Account(String id, @Nullable String lastSuccess) {}
}
