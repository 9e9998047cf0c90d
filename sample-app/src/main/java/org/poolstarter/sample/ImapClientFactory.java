/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import jakarta.mail.MessagingException;
import org.poolstarter.account.ClientFactory;
import org.springframework.stereotype.Component;

/** Opens the clients of the pool {@code mail}, whose name it bears. */
@Component("mail")
final class ImapClientFactory implements ClientFactory<MailAccount, ImapSession> {

    private final CollectorProperties properties;

    ImapClientFactory(CollectorProperties properties) {
        this.properties = properties;
    }

    @Override
    public ImapSession open(MailAccount account) throws MessagingException {
        return ImapSession.open(account, properties.connectTimeout(), properties.readTimeout());
    }

    @Override
    public boolean validate(ImapSession session) {
        return session.answers();
    }

    @Override
    public void close(ImapSession session) throws MessagingException {
        session.close();
    }
}
