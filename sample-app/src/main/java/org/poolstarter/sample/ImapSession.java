/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * A connection to an IMAP server, logged in for one account. The folders are its channels: one is read at a time, over
 * the one connection. Every method blocks while the server answers. Not thread-safe.
 */
final class ImapSession implements AutoCloseable {

    private static final int BATCH = 50;

    private final Store store;

    private ImapSession(Store store) {
        this.store = store;
    }

    /**
     * Connects and logs in.
     *
     * @throws jakarta.mail.AuthenticationFailedException if the server refuses the login
     * @throws MessagingException if the server cannot be reached or does not answer in time
     */
    static ImapSession open(MailAccount account, Duration connectTimeout, Duration readTimeout)
            throws MessagingException {
        String protocol = account.tls() ? "imaps" : "imap";
        Properties properties = new Properties();
        properties.setProperty("mail." + protocol + ".connectiontimeout", String.valueOf(connectTimeout.toMillis()));
        properties.setProperty("mail." + protocol + ".timeout", String.valueOf(readTimeout.toMillis()));
        properties.setProperty("mail." + protocol + ".writetimeout", String.valueOf(readTimeout.toMillis()));
        properties.setProperty("mail.imaps.ssl.checkserveridentity", "true");
        Store store = Session.getInstance(properties).getStore(protocol);
        store.connect(account.host(), account.port(), account.username(), account.password());
        return new ImapSession(store);
    }

    /** Whether the server still answers; asks it by a NOOP. */
    boolean answers() {
        return store.isConnected();
    }

    /** The full names of the folders that hold messages. */
    List<String> folders() throws MessagingException {
        List<String> names = new ArrayList<>();
        for (Folder folder : store.getDefaultFolder().list("*")) {
            if ((folder.getType() & Folder.HOLDS_MESSAGES) != 0) {
                names.add(folder.getFullName());
            }
        }
        return names;
    }

    /**
     * Reads what came into a folder after a known point, in batches and in the order of UIDs.
     *
     * @param known how far the folder was read before
     * @param sink takes each batch with its UIDVALIDITY; what it throws ends the reading
     * @return how far the folder is read now
     */
    FolderState readNew(FolderState known, Consumer<MailBatch> sink) throws MessagingException {
        Folder folder = store.getFolder(known.name());
        folder.open(Folder.READ_ONLY);
        try {
            UIDFolder uids = (UIDFolder) folder;
            long uidValidity = uids.getUIDValidity();
            long lastUid = (uidValidity == known.uidValidity()) ? known.lastUid() : 0;
            Message[] found = uids.getMessagesByUID(lastUid + 1, UIDFolder.LASTUID);
            for (int from = 0; from < found.length; from += BATCH) {
                Message[] slice = Arrays.copyOfRange(found, from, Math.min(from + BATCH, found.length));
                List<MailMessage> messages = read(folder, slice, lastUid);
                if (!messages.isEmpty()) {
                    sink.accept(new MailBatch(known.name(), uidValidity, messages));
                    lastUid = messages.get(messages.size() - 1).uid();
                }
            }
            return new FolderState(known.name(), uidValidity, lastUid);
        } finally {
            folder.close(false);
        }
    }

    /** Logs out and disconnects. */
    @Override
    public void close() throws MessagingException {
        store.close();
    }

    private static List<MailMessage> read(Folder folder, Message[] slice, long lastUid) throws MessagingException {
        FetchProfile profile = new FetchProfile();
        profile.add(UIDFolder.FetchProfileItem.UID);
        profile.add(FetchProfile.Item.ENVELOPE);
        profile.add(FetchProfile.Item.CONTENT_INFO);
        folder.fetch(slice, profile);
        List<MailMessage> messages = new ArrayList<>(slice.length);
        for (Message message : slice) {
            long uid = ((UIDFolder) folder).getUID(message);
            // A range up to the last UID always has that last message, even if it lies before the range's start.
            if (uid > lastUid) {
                readInto(messages, message, uid);
            }
        }
        return messages;
    }

    private static void readInto(List<MailMessage> messages, Message message, long uid) throws MessagingException {
        try {
            messages.add(MessageReader.read(message, uid));
        } catch (MessageRemovedException ex) {
            // Another client deleted it since the folder was listed: there is nothing left to collect.
        }
    }
}
