/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before an IMAP server and counts its sessions, each from the command that logs it in until the server has
 * answered the command that ends it, or the connection breaks. It can keep the log-ins of an account from the server,
 * whose client then waits for an answer that does not come, and it can refuse them itself. Safe for many threads.
 */
final class ImapDoor implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(ImapDoor.class);

    private static final Pattern LOGIN = Pattern.compile("\\S+ LOGIN \"?([^\" ]+)\"? .*", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOGOUT = Pattern.compile("\\S+ LOGOUT", Pattern.CASE_INSENSITIVE);

    private final ServerSocket entrance;
    private final int target;
    private final ExecutorService threads;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /* All of these are guarded by this. */
    private final Map<String, Integer> open = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final Map<String, Supplier<String>> refusals = new HashMap<>();
    private int openInAll;
    private int logins;
    private int mostInAll;
    private int mostOfOneAccount;

    ImapDoor(int target) {
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        this.target = target;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "imap-door-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.execute(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** From now on log-ins of this account hang. */
    synchronized void silence(String username) {
        silent.add(username);
    }

    /** Log-ins that hang go on. */
    synchronized void hear(String username) {
        silent.remove(username);
        notifyAll();
    }

    /** From now on log-ins of this account fail. */
    synchronized void refuse(String username) {
        refusals.put(username, () -> "[AUTHENTICATIONFAILED] The mailbox is out of order");
    }

    /** For a time log-ins of this account are refused, and told how long that is. */
    synchronized void postpone(String username, Duration time) {
        Instant end = Instant.now().plus(time);
        refusals.put(username, () -> {
            long seconds = Duration.between(Instant.now(), end).plusMillis(999).toSeconds();
            return (seconds > 0) ? "[UNAVAILABLE] Try again in %d seconds".formatted(seconds) : "";
        });
    }

    /** No log-in is refused any more. */
    synchronized void admitAll() {
        refusals.clear();
    }

    /** What was counted since the start, by what it is called. */
    synchronized Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("logins", logins);
        counts.put("openSessions", openInAll);
        counts.put("mostSessionsAtOnce", mostInAll);
        counts.put("mostSessionsOfOneAccount", mostOfOneAccount);
        return counts;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        sockets.forEach(ImapDoor::close);
        try {
            entrance.close();
        } catch (IOException ex) {
            logger.debug("The door did not close as it should", ex);
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Visit visit = new Visit(client, server);
                sockets.add(client);
                sockets.add(server);
                threads.execute(() -> visit.copy(client, server, visit::toServer));
                threads.execute(() -> visit.copy(server, client, visit::toClient));
            } catch (IOException | RejectedExecutionException ex) {
                logger.debug("A connection was not let in", ex);
            }
        }
    }

    /** What to answer to a log-in instead of asking the server; empty if that is to be asked. */
    private synchronized String refusal(String account) {
        return refusals.getOrDefault(account, () -> "").get();
    }

    private synchronized void began(String account) {
        logins++;
        openInAll++;
        mostInAll = Math.max(mostInAll, openInAll);
        mostOfOneAccount = Math.max(mostOfOneAccount, open.merge(account, 1, Integer::sum));
    }

    private synchronized void ended(String account) {
        openInAll--;
        open.merge(account, -1, Integer::sum);
    }

    private synchronized void awaitHearing(String account) throws InterruptedException {
        while (silent.contains(account)) {
            wait();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ex) {
            logger.debug("A connection did not close as it should", ex);
        }
    }

    /** Bytes on their way through the door. */
    @FunctionalInterface
    private interface Passage {

        void pass(byte[] bytes, int length, OutputStream to) throws IOException, InterruptedException;
    }

    /** One connection. */
    private final class Visit {

        private final Socket client;
        private final Socket server;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        /* Guarded by this. */
        private @Nullable String account;
        private boolean leaving;

        Visit(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void copy(Socket from, Socket to, Passage passage) {
            byte[] bytes = new byte[8192];
            try (from;
                    to;
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    passage.pass(bytes, length, out);
                }
            } catch (IOException ex) {
                logger.debug("A connection was broken off", ex);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            } finally {
                leave();
                sockets.remove(client);
                sockets.remove(server);
            }
        }

        /** A client sends a command only after the answer to the one before, so none is split by another. */
        void toServer(byte[] bytes, int length, OutputStream to) throws IOException, InterruptedException {
            line.write(bytes, 0, length);
            if (bytes[length - 1] == '\n') {
                String command = line.toString(StandardCharsets.ISO_8859_1).strip();
                line.reset();
                Matcher login = LOGIN.matcher(command);
                if (login.matches()) {
                    String refusal = refusal(login.group(1));
                    if (!refusal.isEmpty()) {
                        refuse(command, refusal);
                        return;
                    }
                    enter(login.group(1));
                } else if (LOGOUT.matcher(command).matches()) {
                    beginLeaving();
                }
            }
            to.write(bytes, 0, length);
        }

        /** Ends the session before its client can know. */
        void toClient(byte[] bytes, int length, OutputStream to) throws IOException {
            if (isLeaving()) {
                leave();
            }
            to.write(bytes, 0, length);
        }

        /** The server has nothing to say meanwhile, so nobody else writes to the client. */
        private void refuse(String command, String refusal) throws IOException {
            String answer = command.substring(0, command.indexOf(' ')) + " NO " + refusal + "\r\n";
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        }

        private void enter(String username) throws InterruptedException {
            synchronized (this) {
                account = username;
            }
            began(username);
            awaitHearing(username);
        }

        private synchronized void beginLeaving() {
            leaving = true;
        }

        private synchronized boolean isLeaving() {
            return leaving;
        }

        private void leave() {
            String left;
            synchronized (this) {
                left = account;
                account = null;
            }
            if (left != null) {
                ended(left);
            }
        }
    }
}
