/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample.embedded;

import de.bwaldvogel.mongo.MongoServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;

/**
 * A PostgreSQL, a MongoDB wire server and an IMAP server with mail in it, each on a free port of the loopback interface, and a Redis
 * where there is to be one.
 * What they hold is gone when they stop.
 */
final class EmbeddedServers implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(EmbeddedServers.class);

    private final int accounts;
    private final int postgresPort;
    private final int redisPort;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private @Nullable ImapDoor imap;

    /** How to stop what was started, the last one first. Guarded by {@code this}. */
    private final Deque<Closeable> running = new ArrayDeque<>();

    /** Guarded by {@code this}. */
    private boolean closed;

    EmbeddedServers() {
        this(8, 0, 0);
    }

    /**
     * Servers that are not started.
     *
     * @param accounts how many mailboxes there are, 1 or more
     * @param postgresPort the port of PostgreSQL; 0 for a free one
     * @param redisPort the port of a Redis, which is started unless there is one; 0 for none
     */
    EmbeddedServers(int accounts, int postgresPort, int redisPort) {
        this.accounts = accounts;
        this.postgresPort = postgresPort;
        this.redisPort = redisPort;
    }

    /**
     * Starts them all. Takes some seconds the first time, when the binaries of PostgreSQL are unpacked, and about one
     * after that. Closing waits for it, so that a signal in between leaves no process behind.
     *
     * @throws UncheckedIOException if PostgreSQL does not start; what did start runs until it is closed
     * @throws IllegalStateException if they are closed
     */
    synchronized void start() {
        if (closed) {
            throw new IllegalStateException("The embedded servers are closed");
        }
        startPostgres();
        startMongo();
        startMail();
        if (redisPort != 0) {
            startRedis();
        }
    }

    /** What the collector is to be configured with to use these servers. */
    Map<String, Object> properties() {
        return properties;
    }

    /** Where the sessions of the IMAP server are counted, once it is started. */
    ImapDoor imap() {
        return Objects.requireNonNull(imap);
    }

    /** Stops all that were started. Does nothing the second time. */
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

    private void startPostgres() {
        EmbeddedPostgres postgres;
        try {
            // Its own shutdown hook would stop it while the pools still use it.
            postgres = EmbeddedPostgres.builder()
                    .setPort(postgresPort)
                    .setRegisterShutdownHook(false)
                    .start();
        } catch (IOException ex) {
            throw new UncheckedIOException("The embedded PostgreSQL does not start", ex);
        }
        running.push(postgres);
        properties.put(
                "collector.postgres.url", "jdbc:postgresql://localhost:%d/postgres".formatted(postgres.getPort()));
        properties.put("collector.postgres.username", "postgres");
        properties.put("collector.postgres.password", "");
        logger.info("Embedded PostgreSQL on port {}", postgres.getPort());
    }

    private void startMongo() {
        MongoServer mongo = new MongoServer(new GreetingBackend());
        running.push(mongo::shutdownNow);
        mongo.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, 16);
        properties.put("collector.mongodb.uri", mongo.getConnectionString());
        logger.info(
                "Embedded MongoDB wire server on port {}",
                mongo.getLocalAddress().getPort());
    }

    /* Another collector may have been first; then both use its Redis. */
    private void startRedis() {
        if (isTaken(redisPort)) {
            logger.info("Redis on port {} is there already", redisPort);
            return;
        }
        try {
            RedisServer redis = RedisServer.newRedisServer()
                    .port(redisPort)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
            redis.start();
            running.push(redis::stop);
        } catch (IOException ex) {
            throw new UncheckedIOException("The embedded Redis does not start", ex);
        }
        logger.info("Embedded Redis on port {}", redisPort);
    }

    private static boolean isTaken(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException ex) {
            return false; // nobody listens
        }
    }

    private void startMail() {
        EmbeddedMail mail = EmbeddedMail.start(accounts);
        imap = mail.door();
        running.push(mail::stop);
        mail.describeAccounts(properties);
        logger.info("Embedded IMAP server on port {}", mail.port());
    }
}
