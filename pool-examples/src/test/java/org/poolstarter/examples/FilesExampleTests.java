/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountParkedException;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.account.SessionEnd;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest
@ContextConfiguration(initializers = Examples.Servers.class)
class FilesExampleTests {

    @Autowired
    private AccountPool<SftpLogin, SftpConnection> files;

    @Autowired
    private Uploads uploads;

    @Autowired
    private ClientFactory<SftpLogin, SftpConnection> factory;

    @Autowired
    private FileServer server;

    @Test
    void anUploadArrivesAndIsCounted() throws Exception {
        SftpLogin ada = new SftpLogin("ada", "secret");
        uploads.upload(ada, "/letter.txt", "Dear Bob".getBytes(StandardCharsets.UTF_8));

        assertThat(server.file("letter.txt")).hasContent("Dear Bob");
        assertThat(files.sessions(ada))
                .singleElement()
                .satisfies(session -> assertThat(session.counters())
                        .containsEntry("files", 1L)
                        .containsEntry("bytes", 8L));
    }

    @Test
    void aRefusedFileLeavesTheConnectionInUse() throws Exception {
        SftpLogin bob = new SftpLogin("bob", "secret");
        assertThatIOException().isThrownBy(() -> uploads.upload(bob, "/no/such/folder", new byte[1]));
        uploads.upload(bob, "/there.bin", new byte[1]);

        assertThat(files.sessions(bob)).hasSize(2).allMatch(session -> session.ended() == SessionEnd.RELEASED);
        assertThat(files.sessions(bob)).extracting(session -> session.errors()).containsExactly(0, 1);
        assertThat(server.sessions("bob")).isEqualTo(1);
    }

    @Test
    void aServerThatHasTooManySessionsParksTheAccount() throws Exception {
        SftpLogin cleo = new SftpLogin("cleo", "secret");
        try (SftpConnection first = factory.open(cleo);
                SftpConnection second = factory.open(cleo)) {
            assertThat(factory.validate(first)).isTrue();
            assertThat(factory.validate(second)).isTrue();
            assertThatExceptionOfType(AccountParkedException.class)
                    .isThrownBy(() -> files.acquire(cleo))
                    .satisfies(ex -> assertThat(ex.retryAfter()).isPositive());
        }
        await().untilAsserted(() -> assertThat(server.sessions("cleo")).isZero());
    }

    @Test
    void closingAClientEndsItsSessionAtTheServer() throws Exception {
        SftpLogin dora = new SftpLogin("dora", "secret");
        try (Lease<SftpConnection> lease = files.acquire(dora)) {
            assertThat(server.sessions("dora")).isEqualTo(1);
            lease.discard();
        }
        await().untilAsserted(() -> assertThat(server.sessions("dora")).isZero());
    }
}
