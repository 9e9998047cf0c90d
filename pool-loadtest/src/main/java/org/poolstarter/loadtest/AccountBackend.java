/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import jakarta.mail.MessagingException;
import java.util.List;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.Lease;
import org.poolstarter.pool.Pool;

/** An account pool of IMAP sessions. Operations take the accounts in turn. */
final class AccountBackend implements Backend<ImapClient> {

    private final AccountPool<ImapAccount, ImapClient> pool;
    private final ImapClientFactory factory;
    private final String folder;

    AccountBackend(AccountPool<ImapAccount, ImapClient> pool, ImapClientFactory factory, String suffix) {
        this.pool = pool;
        this.factory = factory;
        this.folder = "pool-loadtest-" + suffix;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public String target() {
        return factory.target();
    }

    private ImapAccount account(long number) {
        List<ImapAccount> accounts = factory.accounts();
        return accounts.get((int) (number % accounts.size()));
    }

    @Override
    public Clients<ImapClient> pooled() {
        return number -> {
            Lease<ImapClient> lease = pool.acquire(account(number));
            return new Clients.Held<>(lease.client(), lease::close);
        };
    }

    @Override
    public Clients.Held<ImapClient> open(long number) throws MessagingException {
        ImapClient client = factory.open(account(number));
        return new Clients.Held<>(client, client::close);
    }

    @Override
    public void withEach(Clients.Use<ImapClient> action) throws Exception {
        for (ImapAccount account : factory.accounts()) {
            try (ImapClient client = factory.open(account)) {
                action.accept(client);
            }
        }
    }

    @Override
    public Task<ImapClient> task(Work work) {
        return switch (work.kind()) {
            case SIMPLE -> new Noop();
            case COMPLEX -> new ReadInbox();
            case INSERT -> new Append(folder);
            case TRANSACTION ->
                throw new CannotRunException(
                        "IMAP has no transactions", "Use --operation simple, complex or insert for an account pool.");
            case OWN ->
                throw new CannotRunException(
                        "An account pool takes no query", "Use --operation simple, complex or insert for it.");
        };
    }

    private record Noop() implements Task<ImapClient> {

        @Override
        public void run(ImapClient client, long number) throws MessagingException {
            if (!client.answers()) {
                throw new MessagingException("The session has ended");
            }
        }

        @Override
        public String describe() {
            return "NOOP";
        }
    }

    private record ReadInbox() implements Task<ImapClient> {

        @Override
        public void run(ImapClient client, long number) throws MessagingException {
            client.readInbox();
        }

        @Override
        public String describe() {
            return "list the folders, and read the newest 20 headers of the inbox";
        }
    }

    private record Append(String folder) implements Task<ImapClient> {

        @Override
        public boolean ownsData() {
            return true;
        }

        @Override
        public void prepare(ImapClient client) throws MessagingException {
            client.createFolder(folder);
        }

        @Override
        public void run(ImapClient client, long number) throws MessagingException {
            client.append(folder, number);
        }

        @Override
        public void cleanUp(ImapClient client) throws MessagingException {
            client.deleteFolder(folder);
        }

        @Override
        public String describe() {
            return "append a message to the folder %s of each account, deleted at the end".formatted(folder);
        }
    }
}
