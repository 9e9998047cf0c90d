/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.poolstarter.pool.ReadableDuration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the collector is configured with.
 *
 * @param accounts the accounts it collects, each with an id of its own
 * @param interval from the start of one round over all accounts to the next, 1 second or more
 * @param threads how many accounts a round collects at a time, 1 or more
 * @param connectTimeout how long connecting to a mail server may take, 1 millisecond or more
 * @param readTimeout how long a mail server may take to answer a command, 1 millisecond or more
 * @param database the database in MongoDB
 * @param keepSessions how long records of sessions are kept, positive
 */
@ConfigurationProperties("collector")
record CollectorProperties(
        @DefaultValue List<MailAccount> accounts,
        @DefaultValue("10m") Duration interval,
        @DefaultValue("4") int threads,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @DefaultValue("collector") String database,
        @DefaultValue("30d") Duration keepSessions) {

    CollectorProperties {
        accounts = List.copyOf(accounts);
        requireDifferentIds(accounts);
        requireAtLeast("interval", interval, Duration.ofSeconds(1));
        if (threads < 1) {
            throw new IllegalArgumentException("collector.threads must be at least 1 but is " + threads);
        }
        requireAtLeast("connect-timeout", connectTimeout, Duration.ofMillis(1));
        requireAtLeast("read-timeout", readTimeout, Duration.ofMillis(1));
        requireAtLeast("keep-sessions", keepSessions, Duration.ofNanos(1));
    }

    private static void requireDifferentIds(List<MailAccount> accounts) {
        Set<String> ids = new HashSet<>();
        for (MailAccount account : accounts) {
            if (!ids.add(account.id())) {
                throw new IllegalArgumentException("collector.accounts has two accounts with the id " + account.id());
            }
        }
    }

    private static void requireAtLeast(String key, Duration value, Duration bound) {
        if (value.compareTo(bound) < 0) {
            throw new IllegalArgumentException("collector.%s must be at least %s but is %s"
                    .formatted(key, ReadableDuration.of(bound), ReadableDuration.of(value)));
        }
    }
}
