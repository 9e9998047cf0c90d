/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.poolstarter.loadtest.embedded.EmbeddedServers;

/** The keys that lead a pool to the embedded server of its backend. */
final class Embedding {

    private Embedding() {}

    /** Starts that server if it does not run yet. */
    static Map<String, Object> keys(EmbeddedServers servers, String backend, String pool) {
        String prefix = "pools.%s.%s.".formatted(backend, pool);
        Map<String, Object> keys = new LinkedHashMap<>();
        switch (backend) {
            case "jdbc" -> {
                keys.put(prefix + "url", postgresUrl(servers));
                keys.put(prefix + "username", "postgres");
                keys.put(prefix + "password", "");
            }
            case "mongo" -> keys.put(prefix + "uri", servers.mongoUri());
            default -> describeMail(keys, "loadtest.imap." + pool + ".", servers);
        }
        return keys;
    }

    private static String postgresUrl(EmbeddedServers servers) {
        try {
            return servers.postgresUrl();
        } catch (IllegalStateException ex) { // there are no binaries, or its process has ended
            throw new CannotRunException(
                    "The embedded PostgreSQL cannot be started on %s %s: %s"
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), ex.getMessage()),
                    "The jar has the PostgreSQL of the platform it was built on: build it here, or with -Ppostgres-all; or use a server of your own by --config.");
        }
    }

    private static void describeMail(Map<String, Object> keys, String prefix, EmbeddedServers servers) {
        keys.put(prefix + "host", InetAddress.getLoopbackAddress().getHostAddress());
        keys.put(prefix + "port", servers.imapPort());
        keys.put(prefix + "tls", false);
        List<String> accounts = servers.accounts();
        for (int i = 0; i < accounts.size(); i++) {
            keys.put("%saccounts[%d].username".formatted(prefix, i), accounts.get(i));
            keys.put("%saccounts[%d].password".formatted(prefix, i), EmbeddedServers.MAIL_PASSWORD);
        }
    }
}
