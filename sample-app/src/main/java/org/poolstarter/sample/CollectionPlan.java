/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.convert.DurationStyle;

/**
 * What this run of the collector does: the configuration, narrowed by the command line.
 *
 * @param accounts the accounts it knows, one or more
 * @param interval from the start of one round to the next
 * @param once whether it collects once and exits
 */
record CollectionPlan(List<MailAccount> accounts, Duration interval, boolean once) {

    static final String ONCE = "once";

    private static final String ACCOUNT = "account";
    private static final String INTERVAL = "interval";
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    CollectionPlan {
        accounts = List.copyOf(accounts);
    }

    /**
     * Reads {@code --account=<id>}, {@code --interval=<duration>} and {@code --once}.
     *
     * @throws UsageException if one of them cannot be used, or if no account is configured
     */
    static CollectionPlan of(ApplicationArguments arguments, CollectorProperties properties) {
        if (!arguments.getNonOptionArgs().isEmpty()) {
            throw new UsageException(
                    "Unexpected argument '" + arguments.getNonOptionArgs().get(0) + "'",
                    "Options begin with two dashes: --once, --account=<id>, --interval=<duration>");
        }
        if (properties.accounts().isEmpty()) {
            throw new UsageException(
                    "No mail account is configured: collector.accounts is empty",
                    "Set COLLECTOR_ACCOUNTS_0_ID, COLLECTOR_ACCOUNTS_0_HOST, COLLECTOR_ACCOUNTS_0_USERNAME and"
                            + " COLLECTOR_ACCOUNTS_0_PASSWORD in the environment, or collector.accounts in YAML");
        }
        return new CollectionPlan(accounts(arguments, properties), interval(arguments, properties), once(arguments));
    }

    Optional<MailAccount> account(String id) {
        return accounts.stream().filter(account -> account.id().equals(id)).findFirst();
    }

    private static List<MailAccount> accounts(ApplicationArguments arguments, CollectorProperties properties) {
        String id = value(arguments, ACCOUNT, "--account=<id>");
        if (id == null) {
            return properties.accounts();
        }
        return properties.accounts().stream()
                .filter(account -> account.id().equals(id))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> new UsageException(
                        "--account=" + id + " names no configured account",
                        "The accounts are " + properties.accounts()));
    }

    private static Duration interval(ApplicationArguments arguments, CollectorProperties properties) {
        String text = value(arguments, INTERVAL, "--interval=10m");
        if (text == null) {
            return properties.interval();
        }
        Duration interval;
        try {
            interval = DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException ex) {
            throw new UsageException("--interval=" + text + " is not a duration", "Write, for example, --interval=10m");
        }
        if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new UsageException(
                    "--interval must be at least 1s but is %s ms".formatted(interval.toMillis()),
                    "Name the unit, for example --interval=10m");
        }
        return interval;
    }

    private static boolean once(ApplicationArguments arguments) {
        List<String> values = arguments.getOptionValues(ONCE);
        if (values != null && !values.isEmpty()) {
            throw new UsageException("--once takes no value but has '" + values.get(0) + "'", "Write --once");
        }
        return values != null;
    }

    private static @Nullable String value(ApplicationArguments arguments, String option, String example) {
        List<String> values = arguments.getOptionValues(option);
        if (values == null) {
            return null;
        }
        if (values.size() != 1 || values.get(0).isEmpty()) {
            throw new UsageException("--" + option + " needs exactly one value", "Write, for example, " + example);
        }
        return values.get(0);
    }
}
