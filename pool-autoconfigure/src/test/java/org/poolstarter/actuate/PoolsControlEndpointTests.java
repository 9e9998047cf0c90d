/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.HttpResult;
import org.poolstarter.actuate.ControlDescriptor.Outcome;
import org.poolstarter.advice.MonitorSettings;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.sizing.AdaptiveSizes;
import org.poolstarter.advice.sizing.SizingAdvisor;
import org.poolstarter.advice.sizing.SizingSettings;
import org.poolstarter.pool.ChangeTarget;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolAction;
import org.poolstarter.pool.PoolChange;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolPlan;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolState;
import org.poolstarter.pool.Pools;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Orders over HTTP to a pool of the application's own, as to any. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolsControlEndpointTests {

    private ConfigurableApplicationContext open;
    private ConfigurableApplicationContext closed;

    @BeforeAll
    void start() {
        open = run("--management.endpoint.pools.access=unrestricted");
        closed = run();
    }

    @AfterAll
    void stop() {
        open.close();
        closed.close();
    }

    @Test
    void byDefaultThereIsNoWriteOperation() {
        HttpResult answer = HttpResult.post(closed, "/actuator/pools/steered", "{\"action\":\"pause\"}");

        assertThat(answer.status()).isIn(404, 405);
        assertThat(closed.getBean("steered", SteeredPool.class).state.get()).isEqualTo(PoolState.RUNNING);
    }

    @Test
    void aChangeAnswersWhatChangedAndIsShownWithItsOriginAndWhoMadeIt() {
        HttpResult dry = order("{\"action\":\"change\",\"set\":\"size=7\",\"dryRun\":true}");
        assertThat(dry.status()).isEqualTo(200);
        assertThat(dry.at("$.dryRun")).isEqualTo(true);
        assertThat(dry.at("$.changes")).isEqualTo(List.of(Map.of("setting", "size", "from", 5, "to", 7)));
        assertThat(show().at("$.limits.size")).isEqualTo(Map.of("value", 5, "origin", "test"));

        HttpResult done = order("{\"action\":\"change\",\"set\":\"size=7\"}");
        assertThat(done.at("$.dryRun")).isEqualTo(false);
        assertThat(done.at("$.by")).isEqualTo("anonymous");
        assertThat(show().at("$.limits.size")).isEqualTo(Map.of("value", 7, "origin", "runtime"));
        assertThat(show().at("$.control.recent[0].changes[0].to")).isEqualTo(7);

        order("{\"action\":\"change\",\"set\":\"size=5\"}");
    }

    @Test
    void aPoolShowsItsStateAndWhatItTakes() {
        assertThat(show().at("$.control.keys()")).isEqualTo(Set.of("state", "actions", "changeable", "recent"));
        assertThat(show().at("$.control.actions")).isEqualTo(List.of("change", "pause", "drain"));
        assertThat(show().at("$.control.changeable")).isEqualTo(Map.of("size", "1 to 9"));

        assertThat(order("{\"action\":\"pause\"}").at("$.changes[0].to")).isEqualTo("PAUSED");
        assertThat(show().at("$.control.state")).isEqualTo("PAUSED");
        open.getBean(SteeredPool.class).state.set(PoolState.RUNNING);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"action\":\"change\",\"set\":\"size=10\"} | size | 10 | must be 1 to 9",
                "{\"action\":\"change\",\"set\":\"size\"} | set | size | must be settings with values",
                "{\"action\":\"change\",\"set\":\"size=1,size=2\"} | size | 2 | must be given once",
                "{\"action\":\"change\"} | set | | must be given for the action change",
                "{\"action\":\"resize\"} | action | resize | must be one of",
                "{} | action | | must be one of",
                "{\"action\":\"pause\",\"dryrun\":true} | dryrun | true | is no field of an order",
                "{\"action\":\"pause\",\"dryRun\":\"yes\"} | dryRun | yes | must be true or false",
                "{\"action\":\"drain\",\"deadline\":\"soon\"} | deadline | soon | must be a time",
                "{\"action\":\"pause\",\"deadline\":\"1s\"} | deadline | PT1S | is for the action drain only"
            })
    void aWrongOrderIsRefusedByKeyValueBoundAndRemedy(String body, String key, String value, String bound) {
        HttpResult answer = order(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("$.key")).isEqualTo(key);
        if (value != null) {
            assertThat(answer.at("$.value")).isEqualTo(value);
        }
        assertThat(answer.at("$.bound")).asString().startsWith(bound);
        assertThat(answer.at("$.remedy")).asString().isNotEmpty();
        assertThat(show().at("$.control.state")).isEqualTo("RUNNING");
    }

    @Test
    void whatAPoolOrItsBackendDoesNotTakeIsNotAllowed() {
        HttpResult unsteered = HttpResult.post(open, "/actuator/pools/fixed", "{\"action\":\"pause\"}");
        assertThat(unsteered.status()).isEqualTo(405);
        assertThat(unsteered.at("$.error")).isEqualTo("The backend rock of the pool fixed cannot be steered");

        HttpResult untaken = order("{\"action\":\"evict-all\"}");
        assertThat(untaken.status()).isEqualTo(405);
        assertThat(untaken.at("$.error")).asString().contains("it takes change, pause, drain");
    }

    @Test
    void whatItsStateForbidsIsAConflict() {
        HttpResult answer = order("{\"action\":\"drain\",\"deadline\":\"1s\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.at("$.error")).isEqualTo("not now");
    }

    @Test
    void everyPoolTakesAResetOfItsPeaks() {
        String path = "/actuator/pools/fixed";
        await().until(() -> HttpResult.get(open, path).at("$.peaks.size.value").equals(1));
        String seen = String.valueOf(HttpResult.get(open, path).at("$.peaks.size.at"));

        HttpResult dry = HttpResult.post(open, path, "{\"action\":\"reset-peaks\",\"dryRun\":true}");
        assertThat(dry.status()).isEqualTo(200);
        assertThat(dry.at("$.dryRun")).isEqualTo(true);
        assertThat(HttpResult.get(open, path).at("$.peaks.size.at")).isEqualTo(seen);

        HttpResult done = HttpResult.post(open, path, "{\"action\":\"reset-peaks\"}");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.at("$.action")).isEqualTo("reset-peaks");
        assertThat(done.at("$.by")).isEqualTo("anonymous");
        assertThat(HttpResult.get(open, path).at("$.peaks.size.at")).isNotEqualTo(seen);
    }

    @Test
    void aResetOfPeaksTakesNoOtherField() {
        HttpResult answer =
                HttpResult.post(open, "/actuator/pools/fixed", "{\"action\":\"reset-peaks\",\"set\":\"size=1\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("$.bound")).isEqualTo("takes no field but dryRun");
    }

    @Test
    void peaksAreNotResetWhereTheEndpointIsReadOnly() {
        assertThat(HttpResult.post(closed, "/actuator/pools/fixed", "{\"action\":\"reset-peaks\"}")
                        .status())
                .isIn(404, 405);
    }

    @Test
    void anUnknownPoolIsNotFound() {
        assertThat(HttpResult.post(open, "/actuator/pools/nobody", "{\"action\":\"pause\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void thePrincipalIsWhoOrdered() {
        Pools pools = Pools.create();
        pools.add(new SteeredPool());
        SecurityContext anna = new SecurityContext() {
            @Override
            public Principal getPrincipal() {
                return () -> "anna";
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }
        };

        PoolMonitor monitor = monitor(pools);
        WebEndpointResponse<Object> answer = new PoolsControlEndpoint(
                        new PoolsEndpoint(pools, monitor),
                        pools,
                        monitor,
                        new SizingAdvisor(monitor, SizingSettings.STANDARD, any -> Optional.empty()),
                        new AdaptiveSizes(),
                        null)
                .order(anna, "steered", "pause", null, null, null, "true");

        assertThat(answer.getBody())
                .isInstanceOfSatisfying(
                        Outcome.class, outcome -> assertThat(outcome.by()).isEqualTo("anna"));
    }

    private HttpResult order(String json) {
        return HttpResult.post(open, "/actuator/pools/steered", json);
    }

    private HttpResult show() {
        return HttpResult.get(open, "/actuator/pools/steered");
    }

    private static PoolMonitor monitor(Pools pools) {
        MonitorSettings settings =
                new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3));
        PoolMonitor monitor = new PoolMonitor(settings, InstantSource.system(), System::nanoTime, Runnable::run);
        pools.addListener(monitor);
        return monitor;
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(
                Map.of("server.port", "0", "management.endpoints.web.exposure.include", "pools"));
        return application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, MongoAutoConfiguration.class})
    static class Application {

        @Bean
        SteeredPool steered() {
            return new SteeredPool();
        }

        @Bean
        Pool fixed() {
            return new FixedPool("fixed", "rock");
        }
    }

    private record FixedPool(String name, String backend) implements Pool {

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(0, 1, 0, 1, 0);
        }
    }

    static final class SteeredPool implements Pool {

        private final AtomicInteger size = new AtomicInteger(5);
        private final AtomicReference<PoolState> state = new AtomicReference<>(PoolState.RUNNING);
        private final PoolControl control = PoolControl.of("steered", "test")
                .changeable(List.of(ChangeableSetting.count("size", 1, 9)), new Size())
                .on(
                        PoolAction.PAUSE,
                        order -> PoolPlan.of(
                                new PoolChange("state", PoolState.RUNNING, PoolState.PAUSED),
                                () -> state.set(PoolState.PAUSED)))
                .on(PoolAction.DRAIN, order -> {
                    throw new OrderConflictException("not now");
                })
                .state(state::get)
                .build();

        @Override
        public String name() {
            return "steered";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSettings settings() {
            return control.overlay(new PoolSettings(null, null, List.of(new Setting("size", size.get(), "test"))));
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(0, 1, 0, size.get(), 0);
        }

        @Override
        public PoolControl control() {
            return control;
        }

        private final class Size implements ChangeTarget {

            @Override
            public Map<String, Object> values() {
                return Map.of("size", size.get());
            }

            @Override
            public void apply(Map<String, Object> changed) {
                changed.forEach((key, value) -> size.set((Integer) value));
            }
        }
    }
}
