/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.poolstarter.advice.Silence;
import org.poolstarter.advice.Warning;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;

/** A doctor and some pools, with a clock that stands still. */
final class Practice {

    private final Pools pools = Pools.create();
    private BudgetSettings budget = BudgetSettings.ALONE;
    private Surroundings surroundings = Surroundings.UNKNOWN;
    private Silence silence = Silence.NONE;
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private KnownServers servers = newServers();
    private Doctor doctor = newDoctor();

    static Practice of(Pool... patients) {
        Practice practice = new Practice();
        Arrays.stream(patients).forEach(practice.pools::add);
        practice.pools.addListener(practice.servers);
        return practice;
    }

    Practice budget(int replicas, int surge, int reserve) {
        budget = new BudgetSettings(replicas, surge, reserve);
        return anew();
    }

    Practice surroundings(Surroundings around) {
        surroundings = around;
        return anew();
    }

    Practice silence(String pool, String code) {
        silence = new Silence(Map.of(pool, Set.of(code)));
        return anew();
    }

    private Practice anew() {
        pools.removeListener(servers);
        servers = newServers();
        doctor = newDoctor();
        pools.addListener(servers);
        return this;
    }

    private KnownServers newServers() {
        return new KnownServers(Runnable::run, Duration.ofSeconds(5), () -> now);
    }

    private Doctor newDoctor() {
        return new Doctor(pools, servers, new ConnectionBudget(servers, budget), surroundings, silence, () -> now);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Doctor doctor() {
        return doctor;
    }

    Pools pools() {
        return pools;
    }

    KnownServers servers() {
        return servers;
    }

    /** Asks all servers and examines all pools. */
    Practice examine() {
        servers.ask(Duration.ZERO).join();
        doctor.examine();
        return this;
    }

    /** What a fresh look says by this rule, which must have been the only one to find something. */
    Warning only(ConfigurationRule rule, Pool pool) {
        examine();
        assertThat(doctor.warnings(pool)).extracting(Warning::code).containsExactly(rule.code());
        Warning warning = doctor.warnings(pool).get(0);
        assertThat(warning.evidence().keySet())
                .as("the docs name the evidence")
                .allSatisfy(name -> assertThat(rule.meaning()).contains("`" + name + "`"));
        return warning;
    }

    /** That a fresh look finds nothing. */
    void isContentWith(Pool pool) {
        examine();
        assertThat(doctor.warnings(pool)).isEmpty();
    }
}
