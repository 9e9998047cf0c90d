/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where an account pool logs in. An application has a client factory of its own for that, which no YAML holds.
 *
 * @param host the IMAP server
 * @param port its port
 * @param tls whether the connection is encrypted from its first byte
 * @param accounts who logs in, in turn
 */
record ImapServer(
        String host,
        @DefaultValue("993") int port,
        @DefaultValue("true") boolean tls,
        List<ImapAccount> accounts) {

    ImapServer {
        accounts = (accounts != null) ? List.copyOf(accounts) : List.of();
    }

    /**
     * Reads {@code loadtest.imap.<pool>}.
     *
     * @throws CannotRunException if it is not there or has no host or no account
     */
    static ImapServer read(Binder binder, String pool) {
        String key = "loadtest.imap." + pool;
        @Nullable ImapServer server;
        try {
            server = binder.bind(key, ImapServer.class).orElse(null);
        } catch (BindException ex) {
            throw new CannotRunException(
                    "%s cannot be read: %s is not as it should be".formatted(key, ex.getName()), remedy(key));
        }
        if (server == null || server.host() == null || server.accounts().isEmpty()) {
            throw new CannotRunException(
                    "The pool '%s' is one of accounts, and %s does not say where they log in".formatted(pool, key),
                    remedy(key));
        }
        return server;
    }

    private static String remedy(String key) {
        return "Set %1$s.host, .port (993), .tls (true), and %1$s.accounts[0].username and .password for each account."
                .formatted(key);
    }
}
