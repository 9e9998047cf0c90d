/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;

/** GreenMail's IMAP server. */
final class MailServer {

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));

    MailServer() {
        server.start();
    }

    int port() {
        return server.getImap().getPort();
    }

    MailLogin account(String name, int messages) {
        var user = server.setUser(name + "@example.org", name, "secret");
        for (int i = 0; i < messages; i++) {
            user.deliver(GreenMailUtil.createTextEmail(
                    name + "@example.org",
                    "guide@example.org",
                    "Number " + i,
                    "Hello",
                    server.getImap().getServerSetup()));
        }
        return new MailLogin(name, "secret");
    }

    void close() {
        server.stop();
    }
}
