/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A relay to a TCP server that does to its connections what networks do. */
public final class FaultProxy implements AutoCloseable {

    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket server;
    private volatile Duration latency = Duration.ZERO;
    private volatile boolean blackhole;
    private volatile CountDownLatch stall = new CountDownLatch(0);

    public FaultProxy(int target) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    }

    public FaultProxy(InetSocketAddress target) {
        this.target = target;
        this.server = listen(0);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Each block of bytes is late by this much, in either direction. */
    public void latency(Duration late) {
        latency = late;
    }

    /** From now on, or no longer, bytes vanish and nobody is told; connections are accepted. What vanished stays lost. */
    public void blackhole(boolean on) {
        blackhole = on;
        if (!on) {
            reset(); // bytes are missing in the middle of these streams: the peers of a real network would find out
        }
    }

    /** From now on bytes wait, in either direction; or go on, in their order. */
    public void stall(boolean on) {
        stall.countDown();
        stall = new CountDownLatch(on ? 1 : 0);
    }

    /** Ends every connection by RST. */
    public void reset() {
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException ex) {
                // it is gone already
            }
        }
        sockets.clear();
    }

    /** Takes no connection, or takes them again; those there are stay. */
    public void refuse(boolean on) {
        int port = server.getLocalPort();
        try {
            server.close();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        if (!on) {
            server = listen(port);
        }
    }

    private ServerSocket listen(int port) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            start(() -> accept(listening));
            return listening;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException ex) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) throws IOException {
        sockets.add(client);
        try {
            Socket backend = new Socket(target.getAddress(), target.getPort());
            sockets.add(backend);
            start(() -> relay(client, backend));
            start(() -> relay(backend, client));
        } catch (IOException ex) {
            client.close(); // the server behind is down
        }
    }

    private void relay(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] block = new byte[8192];
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                LockSupport.parkNanos(latency.toNanos());
                stall.await();
                if (!blackhole) {
                    out.write(block, 0, length);
                }
            }
        } catch (IOException ex) {
            // either side is gone, and the other one is closed with it
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        stall(false);
        refuse(true);
        reset();
    }
}
