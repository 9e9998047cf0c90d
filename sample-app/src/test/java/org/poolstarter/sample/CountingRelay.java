/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a client and a server on the loopback interface and counts the connections. */
final class CountingRelay implements AutoCloseable {

    private final ServerSocket entrance;
    private final int target;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    CountingRelay(int target) {
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        this.target = target;
        threads.execute(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Connections since the start. */
    int connections() {
        return clients.size();
    }

    /** Connections that neither side has ended. */
    long openConnections() {
        return clients.stream().filter(socket -> !socket.isClosed()).count();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            entrance.close();
            for (Socket client : clients) {
                client.close();
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                clients.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                threads.execute(() -> copy(client, server));
                threads.execute(() -> copy(server, client));
            }
        } catch (SocketException ex) {
            // The relay was closed.
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ex) {
            // One side broke the connection off; both are closed now.
        }
    }
}
