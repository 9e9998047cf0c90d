/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Gives back to Redis what nobody has any more, until Redis says so or its lease has ended. Confined to the thread of its {@link RedisPermits}. */
final class Returns {

    /** What may be in Redis though nobody has it any more. */
    private record Orphan(String account, String member) {}

    private final RedisPermitsSettings settings;
    private final PermitNames names;
    private final Requests requests;
    private final LongSupplier nanoTime;
    private final BooleanSupplier answering;
    private final Consumer<@Nullable Throwable> unanswered;

    /* With the moment from which their leases run at the latest. */
    private final Map<Orphan, Long> orphans = new HashMap<>();

    Returns(
            RedisPermitsSettings settings,
            PermitNames names,
            Requests requests,
            LongSupplier nanoTime,
            BooleanSupplier answering,
            Consumer<@Nullable Throwable> unanswered) {
        this.settings = settings;
        this.names = names;
        this.requests = requests;
        this.nanoTime = nanoTime;
        this.answering = answering;
        this.unanswered = unanswered;
    }

    /** At once where Redis answers. */
    void now(String account, String member) {
        if (!answering.getAsBoolean()) {
            later(account, member, nanoTime.getAsLong());
            return;
        }
        requests.run(
                PermitScript.RELEASE,
                names.ofRelease(account),
                List.of(member, settings.replica(), names.channel(), account),
                (answer, failure) -> {
                    if (answer == null) {
                        later(account, member, nanoTime.getAsLong());
                        unanswered.accept(failure);
                    }
                });
    }

    /** When Redis answers again; nobody knows whether it has the permit. */
    void later(String account, String member, long leasedAt) {
        orphans.put(new Orphan(account, member), leasedAt);
    }

    /** Redis answers: what was left for later is given back. */
    void again() {
        if (orphans.isEmpty()) {
            return;
        }
        long now = nanoTime.getAsLong();
        Map<Orphan, Long> known = Map.copyOf(orphans);
        orphans.clear();
        known.forEach((orphan, since) -> {
            if (now - since < settings.lease().toNanos()) {
                now(orphan.account(), orphan.member());
            }
        });
    }
}
