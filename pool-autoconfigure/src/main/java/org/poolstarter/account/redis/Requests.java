/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sends requests of one pool to Redis and hands their answers to its thread, to which all of this is confined. */
final class Requests {

    private final PermitStore store;
    private final PermitThread thread;
    private int unanswered;

    Requests(PermitStore store, PermitThread thread) {
        this.store = store;
        this.thread = thread;
    }

    /** Whether none is under way. */
    boolean isQuiet() {
        return unanswered == 0;
    }

    void run(
            PermitScript script,
            List<String> keys,
            List<String> arguments,
            BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
        send(store.run(script, keys, arguments), then);
    }

    /** Hands over one answer or failure, exactly one of which is null. */
    <T> void send(CompletableFuture<T> request, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        unanswered++;
        CompletableFuture<T> unused = request.whenComplete((answer, failure) -> thread.execute(() -> {
            unanswered--;
            then.accept(answer, failure);
        }));
    }
}
