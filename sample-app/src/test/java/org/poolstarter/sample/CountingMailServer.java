/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import com.icegreen.greenmail.imap.AuthorizationException;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** An IMAP server on a free port that counts its connections. */
final class CountingMailServer {

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    private @Nullable CountingRelay relay;
    private @Nullable GreenMailUser user;

    void start(String login, String password) {
        server.start();
        relay = new CountingRelay(server.getImap().getPort());
        user = server.setUser(login + "@example.org", login, password);
    }

    void stop() {
        relay().close();
        server.stop();
    }

    MailAccount account(String login, String password) {
        return new MailAccount(login, "127.0.0.1", relay().port(), login, password, false);
    }

    void createFolder(String name) {
        try {
            server.getManagers().getImapHostManager().createMailbox(user, name);
        } catch (FolderException | AuthorizationException ex) {
            throw new IllegalStateException(ex);
        }
    }

    void deliver(String folder, MimeMessage message) {
        server.getManagers()
                .getImapHostManager()
                .getFolder(user, folder)
                .appendMessage(message, new Flags(), Date.from(Instant.parse("2026-01-05T08:00:00Z")));
    }

    /** Connections since the start. */
    int connections() {
        return relay().connections();
    }

    /** Connections of now. */
    long openConnections() {
        return relay().openConnections();
    }

    private CountingRelay relay() {
        return Objects.requireNonNull(relay);
    }

    static MimeMessage message(String source) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(source.getBytes(StandardCharsets.UTF_8)));
    }
}
