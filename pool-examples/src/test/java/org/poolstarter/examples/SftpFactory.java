/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import java.io.IOException;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.RetryAfter;

class SftpFactory implements ClientFactory<SftpLogin, SftpConnection> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SshClient ssh; // one for all; it is started, and verifies the key of the server
    private final String host;
    private final int port;

    SftpFactory(SshClient ssh, String host, int port) {
        this.ssh = ssh;
        this.host = host;
        this.port = port;
    }

    @Override
    public SftpConnection open(SftpLogin login) throws IOException, RetryAfter {
        ClientSession session =
                ssh.connect(login.user(), host, port).verify(PATIENCE).getSession();
        try {
            session.addPasswordIdentity(login.password());
            session.auth().verify(PATIENCE);
            return new SftpConnection(session, SftpClientFactory.instance().createSftpClient(session));
        } catch (IOException | RuntimeException ex) {
            session.close(true); // what open does not return, the pool cannot close
            if (saysLater(ex)) {
                throw new RetryAfter(Duration.ofSeconds(30), ex);
            }
            throw ex;
        }
    }

    @Override
    public boolean validate(SftpConnection connection) throws IOException {
        return !connection.files().canonicalPath(".").isEmpty();
    }

    /** SSH names no time either, but a reason. */
    private static boolean saysLater(Exception failure) {
        return failure instanceof SshException ssh
                && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS;
    }
}
