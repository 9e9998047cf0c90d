/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import java.io.IOException;
import java.io.OutputStream;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.Lease;

class Uploads {

    private final AccountPool<SftpLogin, SftpConnection> files;

    Uploads(AccountPool<SftpLogin, SftpConnection> files) {
        this.files = files;
    }

    void upload(SftpLogin login, String path, byte[] content) throws IOException, InterruptedException {
        try (Lease<SftpConnection> lease = files.acquire(login)) {
            SftpConnection connection = lease.client();
            try {
                try (OutputStream out = connection.files().write(path)) {
                    out.write(content);
                }
                lease.count("files", 1);
                lease.count("bytes", content.length);
            } catch (IOException ex) {
                lease.failed(ex);
                if (!connection.session().isOpen()) {
                    lease.discard();
                }
                throw ex;
            }
        }
    }
}
