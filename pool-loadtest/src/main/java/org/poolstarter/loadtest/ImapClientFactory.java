/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import jakarta.mail.MessagingException;
import java.util.List;
import org.poolstarter.account.ClientFactory;

/** Opens the clients of an account pool under test. */
final class ImapClientFactory implements ClientFactory<ImapAccount, ImapClient> {

    private final ImapServer server;

    ImapClientFactory(ImapServer server) {
        this.server = server;
    }

    /** All accounts. */
    List<ImapAccount> accounts() {
        return server.accounts();
    }

    /** Where they log in, for people. */
    String target() {
        return "%s://%s:%d".formatted(server.tls() ? "imaps" : "imap", server.host(), server.port());
    }

    @Override
    public ImapClient open(ImapAccount account) throws MessagingException {
        return ImapClient.open(server, account);
    }

    @Override
    public boolean validate(ImapClient client) {
        return client.answers();
    }

    @Override
    public void close(ImapClient client) throws MessagingException {
        client.close();
    }
}
