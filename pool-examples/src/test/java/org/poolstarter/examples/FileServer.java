/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** An SFTP server that lets in two sessions of a user. */
final class FileServer {

    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair key;
    private final Path folder;

    FileServer() throws IOException {
        this.folder = Files.createTempDirectory("pool-examples");
        this.key = generate();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setPasswordAuthenticator((user, password, session) -> password.equals("secret"));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(folder));
        CoreModuleProperties.MAX_CONCURRENT_SESSIONS.set(server, 2);
        server.start();
    }

    int port() {
        return server.getPort();
    }

    PublicKey key() {
        return key.getPublic();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    long sessions(String user) {
        return server.getActiveSessions().stream()
                .filter(session -> user.equals(session.getUsername()))
                .count();
    }

    void close() throws IOException {
        server.stop(true);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
