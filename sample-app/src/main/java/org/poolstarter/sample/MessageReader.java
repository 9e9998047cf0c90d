/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Turns a message on the server into a {@link MailMessage}. Blocks while the server sends its text. */
final class MessageReader {

    private MessageReader() {}

    static MailMessage read(Message message, long uid) throws MessagingException {
        Date received = message.getReceivedDate();
        return new MailMessage(
                uid,
                sender(message.getFrom()),
                storable(message.getSubject()),
                (received != null) ? received.toInstant() : null,
                text(message));
    }

    private static @Nullable String sender(Address @Nullable [] from) {
        if (from == null || from.length == 0) {
            return null;
        }
        return storable((from[0] instanceof InternetAddress address) ? address.toUnicodeString() : from[0].toString());
    }

    private static @Nullable String text(Message message) throws MessagingException {
        try {
            return storable(plainText(message));
        } catch (IOException ex) {
            if (ex.getCause() instanceof MessagingException lost) {
                throw lost; // the connection or the message is gone
            }
            // A charset or an encoding that nobody knows: the message still counts, without its text.
            return null;
        }
    }

    private static @Nullable String plainText(Part part) throws MessagingException, IOException {
        if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            return null;
        }
        if (part.isMimeType("text/plain") && part.getContent() instanceof String text) {
            return text;
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String text = plainText(parts.getBodyPart(i));
                if (text != null) {
                    return text;
                }
            }
        }
        return null;
    }

    /** PostgreSQL takes any character in a text but this one. */
    private static @Nullable String storable(@Nullable String text) {
        return (text != null) ? text.replace("\0", "") : null;
    }
}
