/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Has an application that only checks its budget, and cannot start, end as one whose budget is not known: the 1 of a
 * failed start would say that it is over.
 *
 * <p>Boot asks no {@code ExitCodeExceptionMapper} for a context that was never refreshed, and the failure may come from any
 * bean. So this waits until the thread that starts the application has ended, and everything is reported by then.
 */
final class FailedCheck implements ApplicationListener<ApplicationFailedEvent> {

    @Override
    public void onApplicationEvent(ApplicationFailedEvent event) {
        if (CheckOption.isOn(environmentOf(event))) {
            Thread starting = Thread.currentThread();
            new Thread(() -> exitAfter(starting), "pool-check-failed").start();
        }
    }

    private void exitAfter(Thread starting) {
        try {
            starting.join();
            System.exit(BudgetCheck.UNKNOWN);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /* What fails before there is a context has the arguments, and the environment of the process. */
    private static Environment environmentOf(ApplicationFailedEvent event) {
        ConfigurableApplicationContext context = event.getApplicationContext();
        if (context != null) {
            return context.getEnvironment();
        }
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(event.getArgs()));
        return environment;
    }
}
