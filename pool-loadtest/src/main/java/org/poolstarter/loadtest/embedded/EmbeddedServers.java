/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest.embedded;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import de.bwaldvogel.mongo.MongoServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL, a MongoDB wire server and an IMAP server, each on a free port of the loopback interface and each started
 * when it is first asked for. What they hold is gone when they stop. Safe for many threads.
 */
public final class EmbeddedServers implements AutoCloseable {

    /** The password of each mail account; the server is local and throw-away. */
    public static final String MAIL_PASSWORD = "secret";

    private static final Logger logger = LoggerFactory.getLogger(EmbeddedServers.class);

    private final int accounts;

    /* All of these are guarded by this. */
    private final Deque<Closeable> running = new ArrayDeque<>();
    private @Nullable String postgres;
    private @Nullable String mongo;
    private @Nullable Integer imap;
    private boolean closed;

    /**
     * Servers none of which is started.
     *
     * @param accounts how many mail accounts there are, 1 or more
     */
    public EmbeddedServers(int accounts) {
        if (accounts < 1) {
            throw new IllegalArgumentException("accounts must be at least 1 but is " + accounts);
        }
        this.accounts = accounts;
    }

    /**
     * The JDBC URL of PostgreSQL, whose user is {@code postgres} and has no password. Blocks while it starts: about a
     * second, and some more the first time on a machine.
     *
     * @throws UncheckedIOException if it does not start
     */
    public synchronized String postgresUrl() {
        if (postgres == null) {
            requireOpen();
            try {
                // Its own shutdown hook would stop it while the pools still use it.
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .setRegisterShutdownHook(false)
                        .start();
                running.push(server);
                postgres = "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort());
            } catch (IOException ex) {
                throw new UncheckedIOException("The embedded PostgreSQL does not start", ex);
            }
        }
        return postgres;
    }

    /** The connection string of the MongoDB wire server. */
    public synchronized String mongoUri() {
        if (mongo == null) {
            requireOpen();
            MongoServer server = new MongoServer(new GreetingBackend());
            running.push(server::shutdownNow);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, 16);
            mongo = server.getConnectionString();
        }
        return mongo;
    }

    /** The port of the IMAP server, which has no TLS. */
    public synchronized int imapPort() {
        if (imap == null) {
            requireOpen();
            GreenMail server = new GreenMail(
                    new ServerSetup(0, InetAddress.getLoopbackAddress().getHostAddress(), ServerSetup.PROTOCOL_IMAP));
            running.push(server::stop);
            server.start();
            accounts().forEach(user -> server.setUser(user + "@example.org", user, MAIL_PASSWORD));
            imap = server.getImap().getPort();
        }
        return imap;
    }

    /** The users of the mail accounts. */
    public List<String> accounts() {
        return IntStream.rangeClosed(1, accounts).mapToObj(i -> "user" + i).toList();
    }

    /** Stops what was started, the last one first. Does nothing the second time. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!running.isEmpty()) {
            Closeable server = running.pop();
            try {
                server.close();
            } catch (IOException ex) {
                logger.warn("An embedded server did not stop as it should", ex);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The embedded servers are closed");
        }
    }
}
