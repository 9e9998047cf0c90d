/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.util.List;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.stereotype.Component;

/** With {@code --once}: one round, and exit code 1 unless every account was collected. */
@Component
final class SingleRun implements ApplicationRunner, ExitCodeGenerator {

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
            List<SessionRecord> round = dispatcher.requestRound().join();
            failed = round.size() < plan.accounts().size()
                    || round.stream().anyMatch(session -> session.outcome() != Outcome.COLLECTED);
        }
    }

    @Override
    public int getExitCode() {
        return failed ? 1 : 0;
    }
}
