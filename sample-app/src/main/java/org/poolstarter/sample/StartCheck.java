/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Stops a start that cannot work before there is a bean. What a bean throws would stop it too, but Spring Boot then fails to
 * pass the exit code on.
 */
final class StartCheck implements ApplicationListener<ApplicationPreparedEvent> {

    @Override
    public void onApplicationEvent(ApplicationPreparedEvent event) {
        Environment environment = event.getApplicationContext().getEnvironment();
        ExternalServers.requireVariables(environment);
        CollectorProperties properties = Binder.get(environment).bindOrCreate("collector", CollectorProperties.class);
        CollectionPlan.of(new DefaultApplicationArguments(event.getArgs()), properties);
    }
}
