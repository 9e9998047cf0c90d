/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountBusyException;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.Lease;
import org.poolstarter.account.OpenFailedException;
import org.poolstarter.account.RetryAfter;
import org.poolstarter.account.SessionEnd;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest
@ContextConfiguration(initializers = Examples.Servers.class)
class MailExampleTests {

    @Autowired
    private AccountPool<MailLogin, Store> mail;

    @Autowired
    private Inbox inbox;

    @Autowired
    private MailServer server;

    @Test
    void oneLogInServesManyUsesAndEachLeavesItsCounters() throws Exception {
        MailLogin ada = server.account("ada", 3);
        assertThat(inbox.messages(ada, "INBOX")).isEqualTo(3);
        assertThat(inbox.messages(ada, "INBOX")).isEqualTo(3);

        assertThat(mail.sessions(ada)).hasSize(2).allSatisfy(session -> {
            assertThat(session.counters()).containsEntry("folders", 1L).containsEntry("messages", 3L);
            assertThat(session.ended()).isEqualTo(SessionEnd.RELEASED);
        });
        assertThat(mail.sessions(ada)).extracting(session -> session.opened()).containsExactly(false, true);
    }

    @Test
    void aSecondSessionOfAMailboxIsRefused() throws Exception {
        MailLogin bob = server.account("bob", 0);
        try (Lease<Store> lease = mail.acquire(bob)) {
            assertThatExceptionOfType(AccountBusyException.class)
                    .isThrownBy(() -> inbox.messages(bob, "INBOX"))
                    .withMessageContaining("session already active");
            assertThat(new MailFactory("127.0.0.1", server.port()).validate(lease.client()))
                    .isTrue();
        }
    }

    @Test
    void aFolderThatIsNotThereIsAFailureOfTheSessionAndNotOfTheConnection() throws Exception {
        MailLogin cleo = server.account("cleo", 1);
        assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> inbox.messages(cleo, "Nowhere"));

        assertThat(mail.sessions(cleo)).singleElement().satisfies(session -> {
            assertThat(session.errors()).isEqualTo(1);
            assertThat(session.ended()).isEqualTo(SessionEnd.RELEASED);
        });
        assertThat(inbox.messages(cleo, "INBOX")).isEqualTo(1);
    }

    @Test
    void aClosedClientDoesNotPassValidation() throws Exception {
        MailFactory factory = new MailFactory("127.0.0.1", server.port());
        Store store = factory.open(server.account("dora", 0));
        factory.close(store);
        assertThat(factory.validate(store)).isFalse();
    }

    @Test
    void aWrongPasswordFailsTheCaller() {
        server.account("emil", 0);
        assertThatExceptionOfType(OpenFailedException.class)
                .isThrownBy(() -> inbox.messages(new MailLogin("emil", "wrong"), "INBOX"))
                .withCauseInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void aServerThatSaysLaterIsTakenAtItsWord() throws Exception {
        try (RefusingMailServer refusing = new RefusingMailServer("LIMIT")) {
            assertThatExceptionOfType(RetryAfter.class)
                    .isThrownBy(
                            () -> new MailFactory("127.0.0.1", refusing.port()).open(new MailLogin("finn", "secret")))
                    .satisfies(later -> assertThat(later.duration()).isEqualTo(Duration.ofMinutes(1)));
        }
    }

    @Test
    void aServerThatRefusesThePasswordDoesNotSayLater() throws Exception {
        try (RefusingMailServer refusing = new RefusingMailServer("AUTHENTICATIONFAILED")) {
            assertThatExceptionOfType(AuthenticationFailedException.class)
                    .isThrownBy(
                            () -> new MailFactory("127.0.0.1", refusing.port()).open(new MailLogin("finn", "secret")));
        }
    }
}
