/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample.embedded;

import com.icegreen.greenmail.imap.AuthorizationException;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;

/** An IMAP server with the same accounts, folders and messages at each start. */
final class EmbeddedMail {

    private static final List<String> NAMES =
            List.of("anna", "ben", "clara", "david", "emma", "felix", "greta", "hugo");

    private static final List<String> SUBJECTS =
            List.of("Minutes of Monday", "Your order", "Invoice", "Grüße aus Köln", "Lunch?", "Release notes");

    /** So that anyone can look into the mailboxes with a client of their own; the server is local and throw-away. */
    private static final String PASSWORD = "secret";

    private static final Instant FIRST_MESSAGE = Instant.parse("2026-01-05T08:00:00Z");

    private final List<String> people;
    private final GreenMail server;
    private final ImapDoor door;
    private final Session session;

    private EmbeddedMail(List<String> people, GreenMail server) {
        Properties properties = new Properties();
        // Else each message looks this machine's name up, for its id.
        properties.setProperty("mail.from", "collector@example.org");
        this.people = people;
        this.server = server;
        this.door = new ImapDoor(server.getImap().getPort());
        this.session = Session.getInstance(properties);
    }

    /**
     * Starts the server.
     *
     * @param accounts how many mailboxes it has, 1 or more
     */
    static EmbeddedMail start(int accounts) {
        GreenMail server = new GreenMail(
                new ServerSetup(0, InetAddress.getLoopbackAddress().getHostAddress(), ServerSetup.PROTOCOL_IMAP));
        server.start();
        EmbeddedMail mail = new EmbeddedMail(people(accounts), server);
        try {
            for (int i = 0; i < accounts; i++) {
                mail.fill(mail.people.get(i), i % NAMES.size());
            }
        } catch (MessagingException | FolderException | AuthorizationException ex) {
            mail.stop();
            throw new IllegalStateException("The mailboxes cannot be filled", ex);
        }
        return mail;
    }

    /** The names again and again, from the second time on with a number. */
    private static List<String> people(int accounts) {
        return IntStream.range(0, accounts)
                .mapToObj(i -> NAMES.get(i % NAMES.size()) + ((i < NAMES.size()) ? "" : (i / NAMES.size() + 1)))
                .toList();
    }

    int port() {
        return door.port();
    }

    /** Where its sessions are counted. */
    ImapDoor door() {
        return door;
    }

    void stop() {
        door.close();
        server.stop();
    }

    /** Puts the accounts where the collector looks for them. */
    void describeAccounts(Map<String, Object> properties) {
        for (int i = 0; i < people.size(); i++) {
            String account = "collector.accounts[%d].".formatted(i);
            properties.put(account + "id", people.get(i));
            properties.put(account + "host", InetAddress.getLoopbackAddress().getHostAddress());
            properties.put(account + "port", port());
            properties.put(account + "username", people.get(i));
            properties.put(account + "password", PASSWORD);
            properties.put(account + "tls", false);
        }
    }

    private void fill(String person, int index) throws MessagingException, FolderException, AuthorizationException {
        GreenMailUser user = server.setUser(person + "@example.org", person, PASSWORD);
        var mailboxes = server.getManagers().getImapHostManager();
        append(mailboxes.getInbox(user), person, 24 + 4 * index);
        append(mailboxes.createMailbox(user, "Invoices"), person, 6 + index);
        append(mailboxes.createMailbox(user, "Archive"), person, 12);
        if (index % 2 == 0) {
            append(mailboxes.createMailbox(user, "Projects"), person, 5);
        }
    }

    private void append(MailFolder folder, String person, int messages) throws MessagingException {
        for (int i = 0; i < messages; i++) {
            Instant received = FIRST_MESSAGE.plus(Duration.ofHours(7L * i));
            folder.appendMessage(message(person, i, received), new Flags(), Date.from(received));
        }
    }

    private MimeMessage message(String person, int index, Instant sent) throws MessagingException {
        String sender = NAMES.get((people.indexOf(person) + index + 1) % NAMES.size());
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(sender + "@example.org"));
        message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(person + "@example.org"));
        message.setSubject(
                "%s (%d)".formatted(SUBJECTS.get(index % SUBJECTS.size()), index + 1), StandardCharsets.UTF_8.name());
        message.setText(
                "Dear %s,%n%nthis is number %d.%n%nYours, %s%n".formatted(person, index + 1, sender),
                StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(sent));
        message.saveChanges();
        return message;
    }
}
