/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.HttpResult;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountUnavailableException;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.account.OpenFailedException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A running account pool is steered and watched over HTTP, as an operator does it. */
@ExtendWith(OutputCaptureExtension.class)
class AccountPoolOverHttpTests {

    private ConfigurableApplicationContext context;
    private AccountPool<String, Session> pool;
    private Service service;

    @BeforeEach
    @SuppressWarnings("unchecked") // the factory of that name says so
    void start() {
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "management.endpoints.web.exposure.include", "pools",
                "management.endpoint.pools.access", "unrestricted",
                "pools.accounts.mail.max-size", "10",
                "pools.accounts.mail.max-per-account", "2",
                "pools.accounts.mail.open-backoff", "0s",
                "pools.accounts.mail.circuit-breaker.sliding-window-size", "2",
                "pools.accounts.mail.circuit-breaker.wait-duration-in-open-state", "1s",
                "pools.accounts.mail.priorities.interactive", "10"));
        context = application.run();
        pool = context.getBean("mailAccountPool", AccountPool.class);
        service = context.getBean(Service.class);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void theLimitIsLoweredFromTenToFiveUnderLoadAndNoSessionIsKilled(CapturedOutput output) throws Exception {
        try (Load load = new Load(pool, 20)) {
            load.awaitSessions(200);
            eventually().until(() -> service.open.get() > 5);

            HttpResult answer = order("{\"action\":\"change\",\"set\":\"max-size=5\"}");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("$.changes")).isEqualTo(List.of(Map.of("setting", "max-size", "from", 10, "to", 5)));
            eventually().until(() -> service.open.get() <= 5);
            service.most.set(0);
            load.awaitSessions(2_000);
            assertThat(service.most.get()).isBetween(1, 5);
            assertThat(show().at("$.counts.max")).isEqualTo(5);
            assertThat(show().at("$.limits['max-size']")).isEqualTo(Map.of("value", 5, "origin", "runtime"));

            order("{\"action\":\"change\",\"set\":\"max-size=10\"}");
            eventually().until(() -> service.most.get() > 5);
        }
        assertThat(service.killed.get()).isZero();
        assertThat(service.most.get()).isLessThanOrEqualTo(10);
        assertThat(output).contains("mail (account) - change by anonymous: max-size: 10 -> 5");
    }

    @Test
    void aDrainedPoolHasNoSessionAndGoesOnWhenItIsResumed() throws Exception {
        try (Load load = new Load(pool, 20)) {
            load.awaitSessions(100);

            HttpResult answer = order("{\"action\":\"drain\",\"deadline\":\"30s\"}");

            assertThat(answer.at("$.changes"))
                    .isEqualTo(List.of(Map.of("setting", "state", "from", "RUNNING", "to", "DRAINING")));
            eventually().until(() -> show().at("$.control.state").equals("DRAINED"));
            assertThat(service.open.get()).isZero();
            eventually().until(() -> pool.snapshot().pending() == 20);
            int before = load.sessions.get();

            order("{\"action\":\"resume\"}");

            load.awaitSessions(before + 100);
            assertThat(show().at("$.control.state")).isEqualTo("RUNNING");
        }
        assertThat(service.killed.get()).isZero();
    }

    @Test
    void aDrainTakesWhatIsHeldAtItsDeadline() throws Exception {
        Lease<Session> held = pool.acquire("ada");

        order("{\"action\":\"drain\",\"deadline\":\"50ms\"}");

        eventually().until(() -> show().at("$.control.state").equals("DRAINED"));
        assertThat(service.open.get()).isZero();
        held.close();
    }

    @Test
    void theClientsOfOneAccountAreClosedByItsText() throws Exception {
        pool.acquire("ada").close();
        pool.acquire("eve").close();

        HttpResult answer = order("{\"action\":\"close-account\",\"account\":\"ada\"}");

        assertThat(answer.at("$.changes")).isEqualTo(List.of(Map.of("setting", "idle", "from", 1, "to", 0)));
        eventually().until(() -> service.open.get() == 1);
        assertThat(pool.snapshot("eve").idle()).isEqualTo(1);
        assertThat(order("{\"action\":\"close-account\",\"account\":\"nobody\"}")
                        .at("$.notes[0]"))
                .isEqualTo("No account of that text has a client.");
    }

    @Test
    void anAccountWhoseNameHasACommaAndAnEqualsSignIsGivenALimit() {
        HttpResult answer = order("{\"action\":\"change\",\"set\":\"limits[o=x,cn=ada]=5,limits[bob]=4\"}");

        assertThat(answer.at("$.changes"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder(
                        Map.of("setting", "limits[o=x,cn=ada]", "from", "off", "to", 5),
                        Map.of("setting", "limits[bob]", "from", "off", "to", 4));
        assertThat(show().at("$.limits['limits[o=x,cn=ada]']")).isEqualTo(Map.of("value", 5, "origin", "runtime"));
    }

    @Test
    void severalSettingsAreChangedTogetherOrNotAtAll() {
        HttpResult refused = order("{\"action\":\"change\",\"set\":\"max-size=6,connect-timeout=2h\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("$.key")).isEqualTo("connect-timeout");
        assertThat(pool.limits().maxSize()).isEqualTo(10);

        HttpResult answer = order("{\"action\":\"change\",\"set\":\"acquire-timeout=2h,connect-timeout=2h\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(pool.limits().connectTimeout()).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-size=41 | max-size | 41 | must be 1 to 40 | or raise pools.accounts.mail.max-size-limit and restart.",
                "max-per-account=0 | max-per-account | 0 | must be 1 to 40 | Give a value within the bounds.",
                "limits[ada]=x | limits[ada] | x | must be 1 to 40, or off | Give a value within the bounds.",
                "idle-timeout=5 | idle-timeout | 5 | must be 1ms or more | Give a value within the bounds.",
                "exclusive=true | exclusive | true | is not a setting of mail | Use one of max-size, max-per-account, limits[account]"
            })
    void aWrongValueIsRefusedByKeyValueBoundAndRemedy(
            String set, String key, String value, String bound, String remedy) {
        HttpResult answer = order("{\"action\":\"change\",\"set\":\"%s\"}".formatted(set));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("$.key")).isEqualTo(key);
        assertThat(answer.at("$.value")).isEqualTo(value);
        assertThat(answer.at("$.bound")).asString().startsWith(bound);
        assertThat(answer.at("$.remedy")).asString().contains(remedy);
    }

    @Test
    void aDryRunTellsWhatWouldChangeAndChangesNothing() {
        HttpResult answer = order("{\"action\":\"change\",\"set\":\"max-size=5\",\"dryRun\":true}");

        assertThat(answer.at("$.dryRun")).isEqualTo(true);
        assertThat(answer.at("$.changes[0].to")).isEqualTo(5);
        assertThat(pool.limits().maxSize()).isEqualTo(10);
        assertThat(show().at("$.control.recent")).isEqualTo(List.of());
    }

    @Test
    void thePoolSaysWhatItTakes() {
        assertThat(show().at("$.control.actions"))
                .isEqualTo(List.of("change", "evict-idle", "evict-all", "pause", "resume", "drain", "close-account"));
        assertThat(show().at("$.control.changeable['limits[account]']")).isEqualTo("1 to 40, or off");
        assertThat(show().at("$.limits['priorities[interactive]'].value")).isEqualTo(10);
    }

    @Test
    void anOpenBreakerIsShownAndClosesAgainByItself() throws Exception {
        service.dead.add("ada");
        for (int i = 0; i < 2; i++) {
            try (Lease<Session> lease = pool.acquire("ada")) {
                throw new AssertionError("A dead account was opened: " + lease);
            } catch (OpenFailedException expected) {
                assertThat(expected).hasRootCauseInstanceOf(IOException.class);
            }
        }

        assertThat(show().at("$.sections.protection.open")).isEqualTo(1);
        assertThat(show().at("$.sections.protection.accounts[0].account")).isEqualTo("ada");
        assertThat(show().at("$.sections.protection.accounts[0].state")).isEqualTo("OPEN");
        service.dead.clear();

        eventually().until(() -> {
            try (Lease<Session> lease = pool.acquire("ada")) {
                return lease.opened();
            } catch (AccountUnavailableException ex) {
                return false;
            }
        });
        assertThat(show().at("$.sections.protection.open")).isEqualTo(0);
        assertThat(show().at("$.sections.protection.accounts")).isEqualTo(List.of());
    }

    private HttpResult order(String json) {
        return HttpResult.post(context, "/actuator/pools/mail", json);
    }

    private HttpResult show() {
        return HttpResult.get(context, "/actuator/pools/mail");
    }

    private static ConditionFactory eventually() {
        return await().atMost(30, TimeUnit.SECONDS).pollInterval(2, TimeUnit.MILLISECONDS);
    }

    /** Callers that hold sessions one after another, until this is closed. */
    private static final class Load implements AutoCloseable {

        private final AtomicInteger sessions = new AtomicInteger();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final ExecutorService threads;
        private final List<Future<?>> callers = new ArrayList<>();

        Load(AccountPool<String, Session> pool, int count) {
            threads = Executors.newFixedThreadPool(count);
            for (int i = 0; i < count; i++) {
                String account = "account" + i;
                callers.add(threads.submit(() -> {
                    while (!ended.get()) {
                        try (Lease<Session> lease = pool.acquire(account)) {
                            lease.client().work();
                        }
                        sessions.incrementAndGet();
                    }
                    return null;
                }));
            }
        }

        void awaitSessions(int more) {
            int goal = sessions.get() + more;
            eventually().until(() -> sessions.get() >= goal);
        }

        @Override
        public void close() throws ExecutionException, TimeoutException {
            ended.set(true);
            try {
                for (Future<?> caller : callers) {
                    caller.get(60, TimeUnit.SECONDS);
                }
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(ex);
            }
            threads.shutdownNow();
        }
    }

    /** The service that is logged in to: counts sessions, and those that end while somebody works in them. */
    static final class Service implements ClientFactory<String, Session> {

        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger killed = new AtomicInteger();
        private final Set<String> dead = ConcurrentHashMap.newKeySet();

        @Override
        public Session open(String account) throws IOException {
            if (dead.contains(account)) {
                throw new IOException(account + " does not answer");
            }
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            return new Session(this);
        }

        @Override
        public void close(Session session) {
            if (session.working.get()) {
                killed.incrementAndGet();
            }
            open.decrementAndGet();
        }
    }

    static final class Session {

        private final Service service;
        private final AtomicBoolean working = new AtomicBoolean();
        private volatile long result;

        Session(Service service) {
            this.service = service;
        }

        void work() {
            working.set(true);
            long sum = result;
            for (int i = 0; i < 20_000; i++) {
                sum = sum * 31 + i;
            }
            result = sum;
            service.most.accumulateAndGet(service.open.get(), Math::max);
            working.set(false);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, MongoAutoConfiguration.class})
    static class Application {

        @Bean
        Service mail() {
            return new Service();
        }
    }
}
