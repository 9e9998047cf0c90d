/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One session that has ended: a client of an account from acquire to release. Immutable.
 *
 * @param account whose client it was, by its text
 * @param start when the lease began, as accurate as the clock of the pool
 * @param duration how long it lasted, zero or more
 * @param opened whether the acquire opened the client, as opposed to finding it idle
 * @param ended how it ended
 * @param counters what the holder has counted by {@link Lease#count}, in the order of the names
 * @param errors failures that the holder has reported by {@link Lease#failed}, 0 or more
 * @param lastError type and message of the last one; null without any
 */
public record SessionRecord(
        String account,
        Instant start,
        Duration duration,
        boolean opened,
        SessionEnd ended,
        Map<String, Long> counters,
        int errors,
        @Nullable String lastError) {

    public SessionRecord {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(ended, "ended");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must not be negative but is " + duration);
        }
        if (errors < 0) {
            throw new IllegalArgumentException("errors must not be negative but is " + errors);
        }
        counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }

    /** When it ended. */
    public Instant end() {
        return start.plus(duration);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("account", account);
        map.put("start", start);
        map.put("end", end());
        map.put("duration", duration);
        map.put("opened", opened);
        map.put("ended", ended.word());
        map.put("counters", counters);
        map.put("errors", errors);
        if (lastError != null) {
            map.put("lastError", lastError);
        }
        return map;
    }
}
