/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.DefaultApplicationArguments;

/** {@code --status} where no collector answers; where one does is in {@link AccountFlowsTests}. */
class StatusTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void noCollectorIsSaidAndExitsWithOne() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(status(String.valueOf(free))).isEqualTo(1);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("No collector answers on port " + free, "--server.port=<port>");
    }

    @Test
    void anotherServerOnThePortIsNoCollector() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        try {
            assertThat(status(String.valueOf(other.getAddress().getPort()))).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("answered with 404");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void whatIsNoPortIsSaid() {
        assertThat(status("none at all")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("No collector answers on port none at all");
    }

    private int status(String port) {
        return Status.print(
                new DefaultApplicationArguments("--status", "--server.port=" + port),
                new PrintStream(out),
                new PrintStream(err));
    }
}
