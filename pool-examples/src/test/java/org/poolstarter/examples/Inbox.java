/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.Lease;

class Inbox {

    private final AccountPool<MailLogin, Store> mail;

    Inbox(AccountPool<MailLogin, Store> mail) {
        this.mail = mail;
    }

    int messages(MailLogin login, String name) throws MessagingException, InterruptedException {
        try (Lease<Store> lease = mail.acquire(login)) {
            Store store = lease.client();
            try (Folder folder = store.getFolder(name)) {
                folder.open(Folder.READ_ONLY);
                lease.count("folders", 1);
                lease.count("messages", folder.getMessageCount());
                return folder.getMessageCount();
            } catch (MessagingException ex) {
                lease.failed(ex); // into the session's record, and counted by a circuit breaker
                if (!store.isConnected()) {
                    lease.discard();
                }
                throw ex;
            }
        }
    }
}
