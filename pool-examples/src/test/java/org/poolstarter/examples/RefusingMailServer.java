/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An IMAP server that refuses each log-in with a response code of RFC 5530. */
final class RefusingMailServer implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final String code;

    RefusingMailServer(String code) throws IOException {
        this.code = code;
        Thread thread = new Thread(this::serve, "refusing-mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return entrance.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }

    private void serve() {
        try {
            while (true) {
                try (Socket client = entrance.accept()) {
                    talk(client);
                }
            }
        } catch (IOException ex) {
            // it was closed, by this side or the other
        }
    }

    private void talk(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = client.getOutputStream();
        say(out, "* OK ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String tag = line.substring(0, line.indexOf(' '));
            if (line.contains("CAPABILITY")) {
                say(out, "* CAPABILITY IMAP4rev1");
                say(out, tag + " OK done");
            } else if (line.contains("LOGIN")) {
                say(out, tag + " NO [" + code + "] refused");
            } else {
                say(out, tag + " OK done");
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
