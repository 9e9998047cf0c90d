/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ServerAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolNotice;

/** When the driver threw away every connection to a server last. Safe for use by many threads. */
final class Clearings {

    private static final Duration KNOWN = Duration.ofMinutes(1);

    private volatile @Nullable Last last;

    void add(ServerAddress server, long nowNanos) {
        last = new Last(server, nowNanos);
    }

    /**
     * Says so for a minute.
     *
     * @param inAll how often that was so far
     */
    @Nullable
    PoolNotice notice(long inAll, long nowNanos) {
        Last seen = last;
        if (seen == null || nowNanos - seen.nanos() > KNOWN.toNanos()) {
            return null;
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("server", seen.server().toString());
        evidence.put("cleared", inAll);
        evidence.put("lastSecondsAgo", TimeUnit.NANOSECONDS.toSeconds(nowNanos - seen.nanos()));
        return new PoolNotice(
                "mongo-cleared",
                evidence,
                KNOWN,
                "Look for what broke connections: a failover, a restart, or a network between that forgets them (then set idle-timeout below its time); operations that ran then have failed, and the driver opens new connections by itself.");
    }

    private record Last(ServerAddress server, long nanos) {}
}
