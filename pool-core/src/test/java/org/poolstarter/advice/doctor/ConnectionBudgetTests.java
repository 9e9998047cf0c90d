/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.SizeCeiling.Bound;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;

class ConnectionBudgetTests {

    private final Patient orders = Patient.jdbc("orders").size(1, 15).on(Patient.server("one", 97));
    private final Patient reports = Patient.jdbc("reports").size(1, 5).on(Patient.server("one", 97));
    private final Patient archive = Patient.jdbc("archive").size(1, 40).on(Patient.server("two", 50));

    @Test
    void poolsOnOneServerCountTogetherTimesAllInstances() {
        BudgetSums budget = Practice.of(orders, reports, archive)
                .budget(6, 2, 10)
                .examine()
                .doctor()
                .budget()
                .now();

        assertThat(budget.lines())
                .extracting(BudgetLine::sum)
                .containsExactly(
                        "(archive 40) x 8 instances + 10 reserved = 330 of 50",
                        "(orders 15 + reports 5) x 8 instances + 10 reserved = 170 of 97");
        assertThat(budget.lines(reports)).hasSize(1).allMatch(BudgetLine::isOver);
    }

    @Test
    void aPoolMayGrowToWhatTheOthersLeave() {
        BudgetSums budget = Practice.of(orders, reports)
                .budget(3, 1, 9)
                .examine()
                .doctor()
                .budget()
                .now();

        // (97 - 9) / 4 instances = 22, less 5 of reports.
        assertThat(budget.ceiling(orders))
                .contains(
                        new Bound(
                                17,
                                "PostgreSQL 18.6 at one:5432 grants 97 connections to all (max_connections=97): less 9 reserved, for 4 instances, less 5 of other pools"));
        assertThat(budget.lines(orders, 17)).noneMatch(BudgetLine::isOver);
        assertThat(budget.lines(orders, 18)).allMatch(BudgetLine::isOver);
    }

    @Test
    void connectionsBesideThePoolAreNoRoomForIt() {
        orders.on(Patient.server("one", 20).withBeside(2));
        BudgetSums budget =
                Practice.of(orders).budget(2, 0, 0).examine().doctor().budget().now();

        assertThat(budget.ceiling(orders).map(Bound::maxSize)).contains(8);
        assertThat(budget.lines())
                .extracting(BudgetLine::sum)
                .containsExactly("(orders 15+2) x 2 instances + 0 reserved = 34 of 20");
    }

    @Test
    void theStricterOfTwoLimitsBounds() {
        ServerFacts facts = Patient.server("one", 97);
        orders.on(facts.withLimits(facts.limit(), new Limit(20, "CONNECTION LIMIT 20 of role app")));
        BudgetSums budget =
                Practice.of(orders).budget(2, 0, 90).examine().doctor().budget().now();

        assertThat(budget.lines())
                .extracting(BudgetLine::scope, BudgetLine::needed)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("all", 120L),
                        org.assertj.core.groups.Tuple.tuple("user app", 30L)); // others have no share in it
        assertThat(budget.ceiling(orders).map(Bound::maxSize)).contains(3);
    }

    @Test
    void theLimitOfADatabaseBoundsAllItsUsers() {
        Limit limit = new Limit(20, "CONNECTION LIMIT 20 of database app");
        orders.on(Patient.server("one", 97).withDatabaseLimit(limit));
        reports.on(new ServerFacts.Server("PostgreSQL 18.6", "one", "one:5432", "reader", "app"), 97, limit);
        archive.on(new ServerFacts.Server("PostgreSQL 18.6", "one", "one:5432", "app", "archive"), 97, null);
        BudgetSums budget = Practice.of(orders, reports, archive)
                .budget(2, 0, 30)
                .examine()
                .doctor()
                .budget()
                .now();

        assertThat(budget.lines())
                .extracting(BudgetLine::scope, BudgetLine::sum)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "all", "(archive 40 + orders 15 + reports 5) x 2 instances + 30 reserved = 150 of 97"),
                        org.assertj.core.groups.Tuple.tuple(
                                "database app", "(orders 15 + reports 5) x 2 instances + 0 reserved = 40 of 20"));
        assertThat(budget.lines(archive)).hasSize(1);
    }

    @Test
    void aPoolWithoutRoomIsBoundedByOne() {
        BudgetSums budget = Practice.of(orders, reports)
                .budget(30, 0, 0)
                .examine()
                .doctor()
                .budget()
                .now();
        assertThat(budget.ceiling(orders).map(Bound::maxSize)).contains(1);
    }

    @Test
    void whatIsNotKnownIsNeitherBoundedNorHidden() {
        Patient silent = Patient.jdbc("silent").onSilentServer(new IOException("refused"));
        Patient mute = Patient.jdbc("mute").on(Patient.server("three", 5).withLimits(null, null));
        Patient refused = Patient.jdbc("refused")
                .on(Patient.server("four", 5)
                        .withLimits(null, null)
                        .withValues(Map.of(), Map.of("pg_settings", "permission denied")));
        Patient accounts = Patient.of("account", "mail");
        BudgetSums budget = Practice.of(silent, mute, refused, accounts)
                .examine()
                .doctor()
                .budget()
                .now();

        assertThat(budget.lines()).isEmpty();
        assertThat(budget.ceiling(silent)).isEmpty();
        assertThat(budget.ceiling(accounts)).isEmpty();
        assertThat(budget.unknown())
                .containsOnly(
                        entry("silent", "IOException: refused"),
                        entry("mute", "PostgreSQL 18.6 at three:5432 does not say what it grants"),
                        entry(
                                "refused",
                                "PostgreSQL 18.6 at four:5432 does not say what it grants (pg_settings: permission denied)"));
    }

    @Test
    void aDatabaseThatIsNeverAskedIsNotKnownAndAnAccountPoolHasNone() {
        Practice practice =
                Practice.of(Patient.jdbc("other"), Patient.of("mongo", "sessions"), Patient.of("account", "mail"));
        Patient broken = Patient.jdbc("broken").withoutWord();
        practice.pools().add(broken);

        assertThat(practice.examine().doctor().budget().now().unknown())
                .containsOnly(
                        entry("other", "the pool does not say how its server is asked"),
                        entry("sessions", "the pool does not say how its server is asked"),
                        entry("broken", "the pool cannot say how its server is asked: IllegalStateException: broken"));

        practice.pools().remove(broken);
        assertThat(practice.doctor().budget().now().unknown()).containsOnlyKeys("other", "sessions");
    }

    @Test
    void everyPoolIsLookedAtOnceForAllBounds() {
        Patient[] pools = {orders, reports, archive};
        Practice practice = Practice.of(orders, reports, archive).examine();
        int[] before = Arrays.stream(pools).mapToInt(Patient::looks).toArray();
        BudgetSums budget = practice.doctor().budget().now();
        for (Patient pool : pools) {
            assertThat(budget.tightest(pool)).isPresent();
            assertThat(budget.ceiling(pool)).isPresent();
        }
        assertThat(pools).extracting(Patient::looks).containsExactly(before[0] + 1, before[1] + 1, before[2] + 1);
    }

    @Test
    void anExaminationSumsUpOnceHoweverManyPoolsThereAre() {
        Practice practice = Practice.of(orders, reports, archive).examine();
        int before = orders.looks();
        practice.doctor().examine();
        assertThat(orders.looks()).as("once for itself, once for the sums").isEqualTo(before + 2);
    }

    @Test
    void aPoolThatCannotBeReadIsNamedAndTheOthersAreSummedUp() {
        Patient broken = Patient.jdbc("broken").size(1, -1).on(Patient.server("one", 97));
        BudgetSums budget =
                Practice.of(orders, broken).examine().doctor().budget().now();

        assertThat(budget.lines()).extracting(BudgetLine::perInstance).containsExactly(15L);
        assertThat(budget.unknown()).extractingByKey("broken").asString().startsWith("it cannot be summed up: ");
        assertThat(budget.lines(broken)).isEmpty();
    }

    @Test
    void instancesAndReserveHaveBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BudgetSettings(0, 0, 0))
                .withMessage("replicas must be at least 1 but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BudgetSettings(1, -1, 0))
                .withMessage("surge must be at least 0 but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BudgetSettings(1, 0, -1))
                .withMessage("reserve must be at least 0 but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BudgetSettings(Integer.MAX_VALUE, 1, 0))
                .withMessage("replicas must be at most 1000000 but is 2147483647");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BudgetSettings(1, 1_000_001, 0))
                .withMessage("surge must be at most 1000000 but is 1000001");
        assertThat(new BudgetSettings(1_000_000, 1_000_000, Integer.MAX_VALUE).instances())
                .isEqualTo(2_000_000);
    }
}
