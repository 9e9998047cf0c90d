/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Runs scripts on a connection of Lettuce without blocking anybody, and hears what is published. Safe for use by many threads, except
 * that one thread connects and closes.
 */
final class PermitStore {

    private final LettuceConnectionFactory factory;
    private final Duration patience;
    private final LongAdder requests = new LongAdder();
    private @Nullable RedisConnection connection;
    private @Nullable RedisConnection subscription;
    private volatile @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands;

    /**
     * A store that is not connected.
     *
     * @param patience how long an answer is waited for
     */
    PermitStore(LettuceConnectionFactory factory, Duration patience) {
        this.factory = factory;
        this.patience = patience;
    }

    /** Connects and subscribes; does nothing of it twice. Blocks while it does; afterwards Lettuce connects anew by itself. */
    @SuppressWarnings("unchecked") // a connection of Spring Data speaks in bytes
    void connect(String channel, Consumer<String> messages) {
        if (connection == null) {
            connection = factory.getConnection();
        }
        if (subscription == null) {
            RedisConnection other = factory.getConnection();
            other.subscribe(
                    (message, pattern) -> messages.accept(new String(message.getBody(), StandardCharsets.UTF_8)),
                    bytes(channel));
            subscription = other;
        }
        commands = (RedisClusterAsyncCommands<byte[], byte[]>) connection.getNativeConnection();
    }

    boolean isConnected() {
        return commands != null;
    }

    /** The answer, or a failure: at the latest when patience ends. What was sent may run all the same. */
    CompletableFuture<List<Object>> run(PermitScript script, List<String> keys, List<String> arguments) {
        RedisClusterAsyncCommands<byte[], byte[]> known = commands;
        if (known == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        byte[][] keyBytes = bytes(keys);
        byte[][] argumentBytes = bytes(arguments);
        requests.increment();
        CompletableFuture<List<Object>> answer =
                limited(known.evalsha(script.digest(), ScriptOutputType.MULTI, keyBytes, argumentBytes));
        return answer.exceptionallyCompose(failure -> {
            if (!(cause(failure) instanceof RedisNoScriptException)) {
                return CompletableFuture.failedFuture(failure);
            }
            requests.increment();
            return limited(known.eval(script.text(), ScriptOutputType.MULTI, keyBytes, argumentBytes));
        });
    }

    /** How many replicas of Redis have what was written before, at the latest after a time. */
    CompletableFuture<Long> acknowledged(int replicas, Duration timeout) {
        RedisClusterAsyncCommands<byte[], byte[]> known = commands;
        if (known == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        requests.increment();
        return limited(known.waitForReplication(replicas, timeout.toMillis()));
    }

    void publish(String channel, String message) {
        RedisClusterAsyncCommands<byte[], byte[]> known = commands;
        if (known != null) {
            requests.increment();
            CompletableFuture<Long> unused = limited(known.publish(bytes(channel), bytes(message)));
        }
    }

    /** All that was sent so far. */
    long requests() {
        return requests.sum();
    }

    void close() {
        if (subscription != null) {
            subscription.close();
        }
        if (connection != null) {
            connection.close();
        }
    }

    /* What comes out of Lettuce completes on its threads, and is ended on another where it is overdue. */
    private <T> CompletableFuture<T> limited(CompletionStage<T> sent) {
        return sent.toCompletableFuture().orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What went wrong, without its wrapping. */
    static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        return (failure instanceof CompletionException && inner != null) ? inner : failure;
    }

    /** The text of a part of an answer. */
    static String text(Object part) {
        return (part instanceof byte[] text) ? new String(text, StandardCharsets.UTF_8) : String.valueOf(part);
    }

    /** The number of a part of an answer. */
    static long number(Object part) {
        return (part instanceof Long number) ? number : Long.parseLong(text(part));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[][] bytes(List<String> texts) {
        return texts.stream().map(PermitStore::bytes).toArray(byte[][]::new);
    }
}
