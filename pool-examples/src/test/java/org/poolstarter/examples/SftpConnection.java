/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import java.io.IOException;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;

record SftpConnection(ClientSession session, SftpClient files) implements AutoCloseable {

    /** What the pool calls: a factory without a `close` of its own closes what is AutoCloseable. */
    @Override
    public void close() throws IOException {
        try (session) {
            files.close();
        }
    }
}
