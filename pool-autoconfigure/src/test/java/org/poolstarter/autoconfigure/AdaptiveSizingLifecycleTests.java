/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.autoconfigure.account.AccountPoolsAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class AdaptiveSizingLifecycleTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, AccountPoolsAutoConfiguration.class))
            .withUserConfiguration(Factory.class)
            .withPropertyValues("pools.accounts.mail.profile=small");

    @Test
    void withoutAnAdaptiveSizeItNeverRunsHoweverOftenItIsStarted() {
        runner.run(context -> {
            AdaptiveSizing sizing = context.getBean(AdaptiveSizing.class);
            assertThat(sizing.isRunning()).isFalse();
            sizing.stop();
            sizing.start();
            assertThat(sizing.isRunning()).isFalse();
        });
    }

    @Test
    void withOneItRunsAgainAfterAStop() {
        runner.withPropertyValues("pools.accounts.mail.sizing=adaptive").run(context -> {
            AdaptiveSizing sizing = context.getBean(AdaptiveSizing.class);
            assertThat(sizing.isRunning()).isTrue();
            sizing.stop();
            assertThat(sizing.isRunning()).isFalse();
            sizing.start();
            assertThat(sizing.isRunning()).isTrue();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Factory {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> account;
        }
    }
}
