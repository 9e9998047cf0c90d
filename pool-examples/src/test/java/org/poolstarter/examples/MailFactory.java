/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.time.Duration;
import java.util.Properties;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.RetryAfter;

class MailFactory implements ClientFactory<MailLogin, Store> {

    private final String host;
    private final int port;

    MailFactory(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public Store open(MailLogin login) throws MessagingException, RetryAfter {
        Properties properties = new Properties();
        properties.setProperty("mail.imap.connectiontimeout", "5000");
        properties.setProperty("mail.imap.timeout", "20000");
        properties.setProperty("mail.imap.writetimeout", "20000");
        Store store = Session.getInstance(properties).getStore("imap");
        try {
            store.connect(host, port, login.user(), login.password());
            return store;
        } catch (AuthenticationFailedException ex) {
            if (saysLater(ex)) {
                throw new RetryAfter(Duration.ofMinutes(1), ex);
            }
            throw ex;
        }
    }

    @Override
    public boolean validate(Store store) {
        return store.isConnected(); // sends a NOOP
    }

    @Override
    public void close(Store store) throws MessagingException {
        store.close();
    }

    /** RFC 5530: the password may be right, but not now. IMAP names no time. */
    private static boolean saysLater(AuthenticationFailedException refusal) {
        String text = String.valueOf(refusal.getMessage());
        return text.contains("[UNAVAILABLE]") || text.contains("[LIMIT]") || text.contains("[INUSE]");
    }
}
