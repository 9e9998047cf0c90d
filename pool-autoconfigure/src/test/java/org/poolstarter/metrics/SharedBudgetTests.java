/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.doctor.BudgetSettings;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.poolstarter.advice.doctor.KnownServers;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerInquiry;

class SharedBudgetTests {

    private final Pools pools = Pools.create();
    private final KnownServers servers = new KnownServers(Runnable::run, Duration.ofSeconds(5), InstantSource.system());
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // a monotonic clock may begin anywhere
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<ServedPool> served =
            List.of(new ServedPool("orders"), new ServedPool("reports"), new ServedPool("archive"));

    @BeforeEach
    void publish() {
        ConnectionBudget budget = new ConnectionBudget(servers, new BudgetSettings(2, 1, 7));
        pools.addListener(servers);
        new PoolMeters(pools, null, PoolMetersSettings.standard(), budget, nanos::get).bindTo(registry);
        served.forEach(pools::add);
        servers.ask(Duration.ZERO).join();
    }

    @Test
    void aScrapeSumsUpOnceHoweverManyPoolsThereAre() {
        int ofItself = looksOfAScrape() - 1;
        pass(SharedBudget.FRESH.minusNanos(1));
        assertThat(looksOfAScrape()).as("the sums are fresh").isEqualTo(ofItself);
        pass(Duration.ofNanos(1));
        assertThat(looksOfAScrape()).as("the sums are too old").isEqualTo(ofItself + 1);
    }

    @Test
    void theNextScrapeShowsTheSizesOfItsOwnTime() {
        assertThat(registry.scrape())
                .contains("pool_budget_needed{backend=\"test\",pool=\"orders\"} 37.0") // 3 x 10 + 7
                .contains("pool_budget_granted{backend=\"test\",pool=\"orders\"} 40.0")
                .contains("pool_budget_ceiling{backend=\"test\",pool=\"orders\"} 11.0");
        served.get(0).max = 14;
        pass(SharedBudget.FRESH);
        assertThat(registry.scrape()).contains("pool_budget_needed{backend=\"test\",pool=\"orders\"} 49.0");
    }

    private int looksOfAScrape() {
        int before = served.get(0).looks.get();
        registry.scrape();
        return served.get(0).looks.get() - before;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** A pool on a server of its own that grants 40. */
    private static final class ServedPool implements Pool {

        private final String name;
        private final AtomicInteger looks = new AtomicInteger();
        private volatile int max = 10;

        ServedPool(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSnapshot snapshot() {
            looks.incrementAndGet();
            return PoolSnapshot.of(1, 0, 0, max, 1);
        }

        @Override
        public ServerInquiry inquiry() {
            return deadline -> ServerFacts.of(new Server("Server 1", name, name + ":1", "app", "app"))
                    .withLimits(new Limit(40, "max=40"), null);
        }
    }
}
