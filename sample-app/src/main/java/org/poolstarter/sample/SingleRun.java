/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.stereotype.Component;

/** With {@code --once}: one round, and exit code 1 unless every account was collected. */
@Component
final class SingleRun implements ApplicationRunner, ExitCodeGenerator {

    private static final Logger logger = LoggerFactory.getLogger(SingleRun.class);

    private final CollectionDispatcher dispatcher;
    private final CollectionPlan plan;
    private volatile boolean failed;

    SingleRun(CollectionDispatcher dispatcher, CollectionPlan plan) {
        this.dispatcher = dispatcher;
        this.plan = plan;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (plan.once()) {
            failed = !collectsAll();
        }
    }

    private boolean collectsAll() {
        try {
            List<SessionRecord> round = dispatcher.collectAll();
            return round.size() == plan.accounts().size()
                    && round.stream().allMatch(session -> session.outcome() == Outcome.COLLECTED);
        } catch (RejectedExecutionException ex) {
            logger.warn("The round did not come to its end: {}", ex.getMessage());
            return false;
        }
    }

    @Override
    public int getExitCode() {
        return failed ? 1 : 0;
    }
}
