/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.autoconfigure.account.AccountPoolsAutoConfiguration;
import org.poolstarter.event.AccountPoolEvent;
import org.poolstarter.event.PoolStatusChangedEvent;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.Pools;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Events of the application about its pools. */
class PoolEventPublicationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, AccountPoolsAutoConfiguration.class))
            .withUserConfiguration(Application.class)
            .withPropertyValues("pools.accounts.mail.max-size=3");

    @Test
    void aChangeOfStatusIsPublishedForAPoolOfAnyBackend() {
        runner.run(context -> {
            context.getBean(OwnPool.class).snapshot = PoolSnapshot.of(5, 0, 3, 5, 0);
            Pager pager = context.getBean(Pager.class);
            await().until(() -> !pager.statuses.isEmpty());

            PoolStatusChangedEvent event = pager.statuses.remove();
            assertThat(event.pool()).isEqualTo("own");
            assertThat(event.backend()).isEqualTo("rock");
            assertThat(event.from()).isEqualTo(PoolStatus.HEALTHY);
            assertThat(event.to()).isEqualTo(PoolStatus.CRITICAL);
            assertThat(event.event().details()).containsEntry("pending", 3).containsEntry("active", 5);

            context.getBean(OwnPool.class).snapshot = PoolSnapshot.of(0, 5, 0, 5, 0);
            await().until(() -> !pager.statuses.isEmpty());
            assertThat(pager.statuses.remove().to()).isEqualTo(PoolStatus.HEALTHY);
        });
    }

    @Test
    void whatHappensToAnAccountPoolIsPublishedButNotEachSession() {
        runner.run(context -> {
            pool(context).acquire("ada").close();
            pool(context).evictIdle();
            Pager pager = context.getBean(Pager.class);

            await().untilAsserted(() -> assertThat(pager.accounts)
                    .extracting(AccountPoolEvent::type)
                    .contains(PoolEventType.CLOSED, PoolEventType.EVICTED));
            assertThat(pager.accounts)
                    .extracting(AccountPoolEvent::type)
                    .containsExactlyInAnyOrder(PoolEventType.OPENED, PoolEventType.EVICTED, PoolEventType.CLOSED);
            assertThat(pager.accounts).first().satisfies(event -> {
                assertThat(event.pool()).isEqualTo("mail");
                assertThat(event.account()).isEqualTo("ada");
            });
            assertThat(pager.threads).allSatisfy(thread -> assertThat(thread).startsWith("pool-mail-events-"));
        });
    }

    @Test
    void eachSessionIsPublishedAndKeptIfWanted() {
        runner.withPropertyValues("pools.events.sessions=true").run(context -> {
            pool(context).acquire("ada").close();
            Pager pager = context.getBean(Pager.class);

            await().untilAsserted(() -> assertThat(pager.accounts)
                    .extracting(AccountPoolEvent::type)
                    .containsExactly(PoolEventType.OPENED, PoolEventType.ACQUIRED, PoolEventType.RELEASED));
            assertThat(pool(context).events().recent()).hasSize(3);
        });
    }

    @Test
    void oneKeyEndsPublishing() {
        runner.withPropertyValues("pools.events.publish=false").run(context -> {
            pool(context).acquire("ada").close();

            assertThat(context).doesNotHaveBean(PoolEventPublication.class);
            assertThat(pool(context).events().listeners()).isZero();
            assertThat(pool(context).events().recent()).hasSize(1);
        });
    }

    @Test
    void howManyEventsAreKeptIsAKey() {
        runner.withPropertyValues("pools.events.recent=2").run(context -> {
            for (String account : new String[] {"ada", "bob", "carl"}) {
                pool(context).acquire(account).close();
            }
            assertThat(pool(context).events().recent()).hasSize(2);
        });
        runner.withPropertyValues("pools.events.recent=100001")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(InvalidPoolConfigurationException.class)
                        .hasMessage("pools.events.recent must be 0 to 100000 but is 100001"));
    }

    /** The application works and ends as without it; in the end the listener is interrupted. */
    @Test
    @Timeout(60)
    void aListenerThatNeverReturnsHoldsUpNeitherCallersNorTheMonitorNorTheEnd() {
        Queue<String> ends = new ConcurrentLinkedQueue<>();
        CountDownLatch entered = new CountDownLatch(1);
        runner.withBean("blocking", Blocking.class, () -> new Blocking(entered, ends))
                .run(context -> {
                    AccountPool<String, String> pool = pool(context);
                    pool.acquire("ada").close();
                    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
                    for (int i = 0; i < 1_000; i++) {
                        try (Lease<String> lease = pool.acquire("account" + i)) {
                            assertThat(lease.client()).isEqualTo("account" + i);
                        }
                    }
                    assertThat(context.getBean(Pools.class).all()).hasSize(2);
                    context.getBean(OwnPool.class).snapshot = PoolSnapshot.of(5, 0, 3, 5, 0);
                    Pager pager = context.getBean(Pager.class);
                    await().atMost(Duration.ofSeconds(20)).until(() -> !pager.statuses.isEmpty());
                    assertThat(pool.events().dropped()).isPositive();
                });
        await().until(() -> !ends.isEmpty());
        assertThat(ends).contains("interrupted");
    }

    @SuppressWarnings("unchecked") // the factory of that name says so
    private static AccountPool<String, String> pool(AssertableApplicationContext context) {
        return context.getBean("mailAccountPool", AccountPool.class);
    }

    /** Somebody who wants to know. */
    static final class Pager {

        private final Queue<PoolStatusChangedEvent> statuses = new ConcurrentLinkedQueue<>();
        private final Queue<AccountPoolEvent> accounts = new ConcurrentLinkedQueue<>();
        private final Queue<String> threads = new ConcurrentLinkedQueue<>();

        @EventListener
        void statusChanged(PoolStatusChangedEvent event) {
            statuses.add(event);
        }

        @EventListener
        void happened(AccountPoolEvent event) {
            accounts.add(event);
            threads.add(Thread.currentThread().getName());
        }
    }

    /** Waits for ever in the first event of an account pool. */
    static final class Blocking {

        private final CountDownLatch entered;
        private final Queue<String> ends;

        Blocking(CountDownLatch entered, Queue<String> ends) {
            this.entered = entered;
            this.ends = ends;
        }

        @EventListener
        void happened(AccountPoolEvent event) {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException ex) {
                ends.add("interrupted");
            }
        }
    }

    static final class OwnPool implements Pool {

        private volatile PoolSnapshot snapshot = PoolSnapshot.of(0, 5, 0, 5, 0);

        @Override
        public String name() {
            return "own";
        }

        @Override
        public String backend() {
            return "rock";
        }

        @Override
        public PoolSnapshot snapshot() {
            return snapshot;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> account;
        }

        @Bean
        OwnPool own() {
            return new OwnPool();
        }

        @Bean
        Pager pager() {
            return new Pager();
        }
    }
}
