/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** A session of an IMAP server. Every method blocks while the server answers. Not thread-safe. */
final class ImapClient implements AutoCloseable {

    private static final int MOST_HEADERS = 20;
    private static final String TIMEOUT_MILLIS = "30000";

    private final Session session;
    private final Store store;

    private ImapClient(Session session, Store store) {
        this.session = session;
        this.store = store;
    }

    /** Connects and logs in. */
    static ImapClient open(ImapServer server, ImapAccount account) throws MessagingException {
        String protocol = server.tls() ? "imaps" : "imap";
        Properties properties = new Properties();
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.setProperty("mail.%s.%s".formatted(protocol, timeout), TIMEOUT_MILLIS);
        }
        properties.setProperty("mail.imaps.ssl.checkserveridentity", "true");
        // Else each message looks this machine's name up, for its id.
        properties.setProperty("mail.from", "loadtest@example.org");
        Session session = Session.getInstance(properties);
        Store store = session.getStore(protocol);
        store.connect(server.host(), server.port(), account.username(), account.password());
        return new ImapClient(session, store);
    }

    /** Whether the server answers a NOOP. */
    boolean answers() {
        return store.isConnected();
    }

    /** Reads the newest headers of the inbox, and whether folders exist. */
    void readInbox() throws MessagingException {
        store.getDefaultFolder().list("*");
        Folder inbox = store.getFolder("INBOX");
        inbox.open(Folder.READ_ONLY);
        try {
            int count = inbox.getMessageCount();
            if (count > 0) {
                Message[] newest = inbox.getMessages(Math.max(1, count - MOST_HEADERS + 1), count);
                FetchProfile profile = new FetchProfile();
                profile.add(FetchProfile.Item.ENVELOPE);
                inbox.fetch(newest, profile);
            }
        } finally {
            inbox.close(false);
        }
    }

    /** Makes a folder, unless it is there. */
    void createFolder(String name) throws MessagingException {
        Folder folder = store.getFolder(name);
        if (!folder.exists()) {
            folder.create(Folder.HOLDS_MESSAGES);
        }
    }

    /** Puts a small message into a folder. */
    void append(String folder, long number) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setSubject("Written by the load tester, " + number);
        message.setText("Number " + number);
        message.setFlags(new Flags(Flags.Flag.SEEN), true);
        message.saveChanges();
        store.getFolder(folder).appendMessages(new Message[] {message});
    }

    /** Deletes a folder and what is in it, if it is there. */
    void deleteFolder(String name) throws MessagingException {
        Folder folder = store.getFolder(name);
        if (folder.exists()) {
            folder.delete(true);
        }
    }

    /** Logs out and disconnects. */
    @Override
    public void close() throws MessagingException {
        store.close();
    }
}
