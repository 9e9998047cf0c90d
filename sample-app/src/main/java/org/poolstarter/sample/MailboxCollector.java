/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Collects mail of many accounts, with one logged-in session for each at a time. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(CollectorProperties.class)
public class MailboxCollector {

    public static void main(String[] args) {
        ApplicationArguments arguments = new DefaultApplicationArguments(args);
        if (arguments.containsOption(Status.STATUS)) {
            System.exit(Status.print(arguments, System.out, System.err));
        }
        ConfigurableApplicationContext context = run(args);
        if (context.getBean(CollectionPlan.class).once()) {
            System.exit(SpringApplication.exit(context));
        }
    }

    /** Starts the collector; with {@code --once} it has collected when this returns. */
    static ConfigurableApplicationContext run(String... args) {
        SpringApplication application = new SpringApplication(MailboxCollector.class);
        if (new DefaultApplicationArguments(args).containsOption(CollectionPlan.ONCE)) {
            // No port: a run by hand must not collide with the service.
            application.setWebApplicationType(WebApplicationType.NONE);
        }
        return application.run(args);
    }

    @Bean
    CollectionPlan collectionPlan(ApplicationArguments arguments, CollectorProperties properties) {
        return CollectionPlan.of(arguments, properties);
    }

    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }
}
