/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImapSessionTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final CountingMailServer server = new CountingMailServer();

    @BeforeEach
    void start() {
        server.start("anna", "geheim");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void readsAFolderFromTheFirstMessageToTheLast() throws MessagingException {
        for (int i = 1; i <= 51; i++) {
            server.deliver("INBOX", message("number " + i, "text/plain; charset=utf-8", "Grüße " + i));
        }
        List<MailBatch> batches = new ArrayList<>();
        try (ImapSession session = open()) {
            FolderState state = session.readNew(FolderState.unseen("INBOX"), batches::add);
            assertThat(state.lastUid()).isEqualTo(51);
        }
        assertThat(batches).hasSize(2).extracting(MailBatch::folder).containsOnly("INBOX");
        List<MailMessage> messages =
                batches.stream().flatMap(batch -> batch.messages().stream()).toList();
        assertThat(messages).hasSize(51).extracting(MailMessage::uid).isSorted().doesNotHaveDuplicates();
        assertThat(messages.get(0))
                .isEqualTo(new MailMessage(
                        1, "\"Bén\" <ben@example.org>", "number 1", Instant.parse("2026-01-05T08:00:00Z"), "Grüße 1"));
    }

    @Test
    void readsOnlyWhatCameAfterTheLastUid() throws MessagingException {
        server.deliver("INBOX", message("old", "text/plain", "old"));
        try (ImapSession session = open()) {
            FolderState known = session.readNew(FolderState.unseen("INBOX"), batch -> {});
            assertThat(subjects(session, known)).isEmpty();
            server.deliver("INBOX", message("new", "text/plain", "new"));
            assertThat(subjects(session, known)).containsExactly("new");
        }
    }

    @Test
    void readsEverythingAgainWhenUidValidityChanged() throws MessagingException {
        server.deliver("INBOX", message("first", "text/plain", "1"));
        server.deliver("INBOX", message("second", "text/plain", "2"));
        try (ImapSession session = open()) {
            FolderState known = session.readNew(FolderState.unseen("INBOX"), batch -> {});
            FolderState renumbered = new FolderState("INBOX", known.uidValidity() + 1, known.lastUid());
            assertThat(subjects(session, renumbered)).containsExactly("first", "second");
        }
    }

    @Test
    void findsThePlainTextOfAMessageInParts() throws MessagingException {
        server.deliver("INBOX", message("parts", "multipart/alternative; boundary=b", """
                        --b\r
                        Content-Type: text/html\r
                        \r
                        <b>rich</b>\r
                        --b\r
                        Content-Type: text/plain\r
                        \r
                        plain\r
                        --b--\r
                        """));
        assertThat(onlyMessage().text()).isEqualTo("plain");
    }

    @Test
    void aMessageInAnUnknownCharsetCountsWithoutItsText() throws MessagingException {
        server.deliver("INBOX", message("odd", "text/plain; charset=x-nobody-knows", "odd"));
        assertThat(onlyMessage())
                .extracting(MailMessage::subject, MailMessage::text)
                .containsExactly("odd", null);
    }

    @Test
    void aCharacterThatPostgresRefusesIsLeftOut() throws MessagingException {
        MailMessage message = MessageReader.read(message("nul", "text/plain", "a\0b"), 1);
        assertThat(message.text()).isEqualTo("ab");
    }

    @Test
    void oneConnectionCarriesAllFoldersAndEndsWithTheSession() throws MessagingException {
        server.createFolder("Archive");
        server.deliver("INBOX", message("a", "text/plain", "a"));
        server.deliver("Archive", message("b", "text/plain", "b"));
        try (ImapSession session = open()) {
            assertThat(session.folders()).containsExactlyInAnyOrder("INBOX", "Archive");
            for (String folder : session.folders()) {
                session.readNew(FolderState.unseen(folder), batch -> {});
                assertThat(session.answers()).isTrue();
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.openConnections()).isEqualTo(1);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @Test
    void aRefusedLoginIsSaidToBeOneAndLeavesNoConnection() {
        assertThatExceptionOfType(AuthenticationFailedException.class)
                .isThrownBy(() -> ImapSession.open(server.account("anna", "wrong"), TIMEOUT, TIMEOUT))
                .withMessageNotContaining("wrong");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @Test
    void doesNotAnswerWhenTheServerIsGone() throws MessagingException {
        ImapSession session = open();
        server.stop();
        assertThat(session.answers()).isFalse();
    }

    private ImapSession open() throws MessagingException {
        return ImapSession.open(server.account("anna", "geheim"), TIMEOUT, TIMEOUT);
    }

    private MailMessage onlyMessage() throws MessagingException {
        List<MailMessage> messages = new ArrayList<>();
        try (ImapSession session = open()) {
            session.readNew(FolderState.unseen("INBOX"), batch -> messages.addAll(batch.messages()));
        }
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private static List<String> subjects(ImapSession session, FolderState known) throws MessagingException {
        List<String> subjects = new ArrayList<>();
        session.readNew(known, batch -> batch.messages().forEach(message -> subjects.add("" + message.subject())));
        return subjects;
    }

    private static MimeMessage message(String subject, String contentType, String body) throws MessagingException {
        return CountingMailServer.message(
                "From: =?utf-8?Q?B=C3=A9n?= <ben@example.org>\r\nSubject: %s\r\nContent-Type: %s\r\n\r\n%s"
                        .formatted(subject, contentType, body));
    }
}
