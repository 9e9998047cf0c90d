/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.poolstarter.advice.doctor.BudgetLine;
import org.poolstarter.advice.doctor.BudgetSums;
import org.poolstarter.advice.doctor.BudgetTable;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.poolstarter.advice.doctor.KnownServers;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Checks the connection budget instead of running the application, for {@code --pools.check}: once there are all pools, and
 * before anything else starts, it asks the servers, prints the table and ends the process.
 */
final class BudgetCheck implements SmartLifecycle {

    static final int WITHIN = 0;
    static final int OVER = 1;
    static final int UNKNOWN = 2;

    private final boolean wanted;
    private final KnownServers servers;
    private final ConnectionBudget budget;
    private final ConfigurableApplicationContext context;
    private final Consumer<String> out;
    private final IntConsumer exit;

    BudgetCheck(
            boolean wanted,
            KnownServers servers,
            ConnectionBudget budget,
            ConfigurableApplicationContext context,
            Consumer<String> out,
            IntConsumer exit) {
        this.wanted = wanted;
        this.servers = servers;
        this.budget = budget;
        this.context = context;
        this.out = out;
        this.exit = exit;
    }

    @Override
    public boolean isAutoStartup() {
        return wanted;
    }

    @Override
    public void start() {
        servers.ask(Duration.ZERO).join(); // completes at the deadline at the latest
        BudgetSums sums = budget.now();
        out.accept(BudgetTable.of(sums));
        int code = verdict(sums);
        exit.accept(SpringApplication.exit(context, () -> code));
    }

    private static int verdict(BudgetSums sums) {
        if (sums.lines().stream().anyMatch(BudgetLine::isOver)) {
            return OVER;
        }
        return sums.unknown().isEmpty() ? WITHIN : UNKNOWN;
    }

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
        return false;
    }

    /** Before everything else, the server of the application among it. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
