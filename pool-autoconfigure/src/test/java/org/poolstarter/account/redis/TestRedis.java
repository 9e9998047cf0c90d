/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A Redis of a test on a port of its own, in memory only. */
public final class TestRedis implements AutoCloseable {

    private final int port;
    private final List<LettuceConnectionFactory> factories = new ArrayList<>();
    private RedisServer server;

    private TestRedis(int port, RedisServer server) {
        this.port = port;
        this.server = server;
    }

    public static TestRedis start() {
        int port = freePort();
        return new TestRedis(port, started(port, 0));
    }

    /** One that copies another. */
    public static TestRedis replicaOf(TestRedis master) {
        int port = freePort();
        return new TestRedis(port, started(port, master.port()));
    }

    private static RedisServer started(int port, int master) {
        try {
            RedisServerBuilder builder = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no");
            if (master != 0) {
                builder.slaveOf("127.0.0.1", master);
            }
            RedisServer started = builder.build();
            started.start();
            return started;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    public int port() {
        return port;
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** On the same port, and empty. */
    public void startAgain() {
        server = started(port, 0);
    }

    /** Connections of one replica, of its own, by way of a port. */
    public synchronized LettuceConnectionFactory connections(int by) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration("127.0.0.1", by),
                LettuceClientConfiguration.builder()
                        .commandTimeout(Duration.ofSeconds(10))
                        .build());
        factory.afterPropertiesSet();
        factory.start();
        factories.add(factory);
        return factory;
    }

    public LettuceConnectionFactory connections() {
        return connections(port);
    }

    public StringRedisTemplate client() {
        return new StringRedisTemplate(connections());
    }

    @Override
    public void close() {
        factories.forEach(LettuceConnectionFactory::destroy);
        stop();
    }
}
