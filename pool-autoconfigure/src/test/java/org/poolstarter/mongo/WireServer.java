/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks MongoDB's wire protocol, in this process, on a free port. It can be stopped and started again on
 * the same port with its data, and commands can be held, refused and counted by name.
 *
 * <p>It has no authentication. One that {@linkplain #startReplicaSet() plays a replica set} takes sessions and transactions,
 * but rolls nothing back. Safe for use by many threads.
 */
public final class WireServer implements AutoCloseable {

    /** A held command blocks its event loop: there are enough for every connection to have its own. */
    private static final int EVENT_LOOPS = 64;

    private static final long LONGEST_HOLD_SECONDS = 60;

    private final FaultyBackend backend = new FaultyBackend();
    private final KeyStore.@Nullable PrivateKeyEntry identity;
    private final int port;
    private MongoServer server;

    private WireServer(KeyStore.@Nullable PrivateKeyEntry identity) {
        this.identity = identity;
        server = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = server.getLocalAddress().getPort();
    }

    /** Starts one on a free port. */
    public static WireServer start() {
        return new WireServer(null);
    }

    /** Starts one on a free port that speaks TLS only, and shows this certificate. */
    public static WireServer startWithTls(KeyStore.PrivateKeyEntry identity) {
        return new WireServer(identity);
    }

    /** Starts one on a free port that says it is the primary of a replica set, and takes what is said of transactions. */
    public static WireServer startReplicaSet() {
        WireServer server = start();
        server.backend.member = server.address();
        return server;
    }

    public int port() {
        return port;
    }

    /** The address as the driver writes it. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** A connection string with this database and no options. */
    public String uri(String database) {
        return "mongodb://" + address() + "/" + database;
    }

    /** Holds each command of this name until the hold is closed, or the server stops. */
    public Hold hold(String command) {
        Hold hold = new Hold();
        Hold before = backend.holds.put(key(command), hold);
        if (before != null) {
            before.close();
        }
        return hold;
    }

    /** Answers each command of this name with an error. */
    public void refuse(String command, int code, String message) {
        backend.refusals.put(key(command), new MongoServerError(code, message));
    }

    /** Ends all holds and refusals. */
    public void behave() {
        backend.refusals.clear();
        backend.holds.values().forEach(Hold::close);
        backend.holds.clear();
    }

    /** How many commands of this name have arrived. */
    public int received(String command) {
        AtomicInteger count = backend.received.get(key(command));
        return (count != null) ? count.get() : 0;
    }

    /** How many connections are open, those of heartbeats among them. */
    public int connections() {
        return backend.channels.size();
    }

    /** Closes the port and every connection. Data stay. */
    public void stop() {
        behave();
        server.shutdownNow();
    }

    /** Opens the same port again after {@link #stop()}. */
    public void restart() {
        server = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void close() {
        stop();
    }

    private MongoServer bind(InetSocketAddress address) {
        MongoServer started = new MongoServer(backend);
        if (identity != null) {
            started.enableSsl(identity.getPrivateKey(), null, (X509Certificate) identity.getCertificate());
        }
        started.bind(address, 1, EVENT_LOOPS);
        return started;
    }

    private static String key(String command) {
        return command.toLowerCase(Locale.ROOT);
    }

    /** Commands that wait for their release. */
    public static final class Hold implements AutoCloseable {

        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicInteger held = new AtomicInteger();

        /** How many commands have come to wait so far. */
        public int held() {
            return held.get();
        }

        /** Lets them go on, and later ones pass. */
        @Override
        public void close() {
            released.countDown();
        }

        private void await() {
            held.incrementAndGet();
            try {
                if (!released.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("A command was held for " + LONGEST_HOLD_SECONDS + " s");
                }
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class FaultyBackend extends MemoryBackend {

        private final Map<String, Hold> holds = new ConcurrentHashMap<>();
        private final Map<String, MongoServerError> refusals = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> received = new ConcurrentHashMap<>();
        private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

        /* The address of the only member of a replica set; null where the server is none. */
        private volatile @Nullable String member;

        @Override
        public void handleClose(Channel channel) {
            channels.remove(channel);
            super.handleClose(channel);
        }

        /* The first thing that a driver sends on any connection is a command. */
        @Override
        public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
            if (channel.isActive()) {
                channels.add(channel);
            }
            String key = key(command);
            received.computeIfAbsent(key, name -> new AtomicInteger()).incrementAndGet();
            Hold hold = holds.get(key);
            if (hold != null) {
                hold.await();
            }
            MongoServerError refusal = refusals.get(key);
            if (refusal != null) {
                throw refusal;
            }
            if (key.equals("hello") || key.equals("ismaster")) {
                return greet(super.handleCommand(channel, databaseName, "ismaster", query));
            }
            if (key.equals("committransaction") || key.equals("aborttransaction")) {
                return new Document("ok", 1.0);
            }
            return super.handleCommand(channel, databaseName, command, query);
        }

        private Document greet(Document greeting) {
            greeting.append("isWritablePrimary", true);
            String address = member;
            if (address != null) {
                greeting.append("setName", "rs0")
                        .append("hosts", List.of(address))
                        .append("primary", address)
                        .append("me", address)
                        .append("secondary", false)
                        .append("logicalSessionTimeoutMinutes", 30);
            }
            return greeting;
        }

        /** Data outlive a stop. */
        @Override
        public void close() {}
    }
}
