/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample.embedded;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Starts the embedded servers before the first bean exists, unless the profile {@code external} is active, and stops them
 * after the last bean is gone. Their addresses are the weakest properties there are: whatever else sets one wins.
 */
final class EmbeddedServersInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

    @Override
    public void initialize(GenericApplicationContext context) {
        if (context.getEnvironment().acceptsProfiles(Profiles.of("external"))) {
            return;
        }
        ConfigurableEnvironment environment = context.getEnvironment();
        EmbeddedServers servers = new EmbeddedServers(
                environment.getProperty("embedded.mail.accounts", int.class, 8),
                environment.getProperty("embedded.postgres.port", int.class, 0),
                environment.getProperty("embedded.redis.port", int.class, 0));
        closeAtTheEnd(servers, context);
        servers.start();
        ImapDoor imap = servers.imap();
        String silent = environment.getProperty("embedded.mail.silent");
        if (silent != null) {
            imap.silence(silent);
        }
        context.getBeanFactory().registerSingleton("embeddedImap", imap);
        InfoContributor info = builder -> builder.withDetail("imap", imap.counts());
        context.getBeanFactory().registerSingleton("embeddedImapInfo", info);
        environment.getPropertySources().addLast(new MapPropertySource("embeddedServers", servers.properties()));
    }

    private static void closeAtTheEnd(EmbeddedServers servers, GenericApplicationContext context) {
        // Beans are destroyed in the reverse order of their registration: this one goes last, after the pools.
        context.getDefaultListableBeanFactory().registerDisposableBean("embeddedServers", servers::close);
        // A start that fails while there are no beans to destroy yet.
        context.addApplicationListener((ApplicationListener<ApplicationFailedEvent>) event -> servers.close());
        // A signal that comes then.
        SpringApplication.getShutdownHandlers().add(servers::close);
    }
}
