/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line for each session that ends, on the thread of its listener: a slow log slows no holder down. */
final class SessionLog implements PoolEventListener {

    private static final Logger logger = LoggerFactory.getLogger(SessionLog.class);

    @Override
    public void on(PoolEvent event) {
        if (logger.isInfoEnabled()) {
            logger.info("{}", line(event));
        }
    }

    /** Such as {@code released mail 4711: 42.3 s, folders 1, messages 2763 (active 1/10)}. */
    static String line(PoolEvent event) {
        Map<String, Object> details = event.details();
        StringBuilder line = new StringBuilder("%s %s %s: %s"
                .formatted(details.get("ended"), event.pool(), event.account(), readable(details.get("held"))));
        if (details.get("counters") instanceof Map<?, ?> counters) {
            counters.forEach(
                    (name, count) -> line.append(", ").append(name).append(' ').append(count));
        }
        if (details.get("errors") instanceof Integer errors && errors > 0) {
            line.append(", errors ").append(errors);
        }
        line.append(" (active %s/%s)".formatted(details.get("active"), details.get("max")));
        // On one line: a line feed in an account's text must not begin a line of the log.
        return line.toString().replaceAll("\\p{Cntrl}", " ");
    }

    private static String readable(@Nullable Object held) {
        if (!(held instanceof Duration duration)) {
            return "?";
        }
        return (duration.toMillis() < 1_000)
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }
}
