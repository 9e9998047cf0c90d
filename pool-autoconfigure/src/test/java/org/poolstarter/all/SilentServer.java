/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that takes connections and never says a word. */
final class SilentServer implements AutoCloseable {

    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Thread acceptor = new Thread(this::accept, "silent-server");

    SilentServer() throws IOException {
        acceptor.setDaemon(true);
        acceptor.start();
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** The connections that wait for an answer. */
    int connections() {
        return connections.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connections.add(server.accept());
            } catch (IOException ex) {
                return; // closed
            }
        }
    }

    /** Ends every connection, and takes no more. */
    void hangUp() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        hangUp();
    }
}
