/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A mail account, which is also what names it in the pool. {@link #toString()} is the id alone: that is what operators
 * see.
 *
 * @param id names the account in the REST interface: letters, digits and {@code . _ @ -}
 * @param host the IMAP server
 * @param port its port, 1 to 65535
 * @param username who logs in
 * @param password never shown
 * @param tls whether the connection is encrypted from its first byte
 */
record MailAccount(
        String id,
        String host,
        @DefaultValue("993") int port,
        String username,
        String password,
        @DefaultValue("true") boolean tls) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._@-]+");

    MailAccount {
        requireText("id", id, "?");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "id of an account must consist of letters, digits and . _ @ - but is '" + id + "'");
        }
        requireText("host", host, id);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "port of account '" + id + "' must be between 1 and 65535 but is " + port);
        }
        requireText("username", username, id);
        requireText("password", password, id);
    }

    @Override
    public String toString() {
        return id;
    }

    /** Configuration leaves out what it does not name, whatever the type says. */
    private static void requireText(String component, @Nullable String value, String id) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(component + " of account '" + id + "' is missing");
        }
    }
}
