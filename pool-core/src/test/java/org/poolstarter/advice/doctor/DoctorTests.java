/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.poolstarter.LogCapture;
import org.poolstarter.advice.Warning;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;

class DoctorTests {

    private final Patient orders = Patient.jdbc("orders").size(1, 15).on(Patient.server("one", 10));

    @Test
    void whatIsFoundIsSaidOnceAndKeepsItsBeginning() {
        Practice practice = Practice.of(orders);
        try (LogCapture log = new LogCapture(Doctor.class)) {
            practice.examine();
            Instant since = practice.doctor().warnings(orders).get(0).since();
            practice.pass(Duration.ofMinutes(1));
            practice.examine();

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("Pool orders (jdbc) - over-budget: Set pools.jdbc.orders.max-size=10, ")
                    .contains("needed=15", "granted=10");
            assertThat(practice.doctor().warnings(orders))
                    .extracting(Warning::since)
                    .containsExactly(since);
        }
    }

    @Test
    void whatComesAndGoesIsSaidOnce() {
        Practice practice = Practice.of(orders);
        try (LogCapture log = new LogCapture(Doctor.class)) {
            practice.examine();
            for (int minute = 0; minute < 5; minute++) {
                practice.pass(Duration.ofMinutes(1));
                orders.size(1, (minute % 2 == 0) ? 5 : 15);
                practice.examine();
            }
            assertThat(practice.doctor().warnings(orders)).isEmpty();
            assertThat(log.warnings()).hasSize(1);

            practice.pass(Duration.ofMinutes(11));
            orders.size(1, 15);
            practice.examine();
            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void whatIsSilencedIsFoundAndNotSaid() {
        Practice practice = Practice.of(orders).silence("orders", "over-budget");
        try (LogCapture log = new LogCapture(Doctor.class)) {
            practice.examine();
            assertThat(log.warnings()).isEmpty();
        }
        assertThat(practice.doctor().warnings(orders)).extracting(Warning::code).containsExactly("over-budget");
        assertThat(practice.doctor().verdicts(orders))
                .hasSize(ConfigurationRule.values().length)
                .containsEntry("over-budget", "silenced")
                .containsEntry("same-server", "ok");
    }

    @Test
    void aServerThatFailsKeepsWhatItSaidAndIsAskedLessAndLessOften() {
        Practice practice = Practice.of(orders);
        Duration interval = Duration.ofMinutes(10);
        practice.servers().ask(interval).join();
        practice.pass(Duration.ofMinutes(9));
        practice.servers().ask(interval).join();
        assertThat(orders.asked()).isEqualTo(1);

        orders.onSilentServer(new IOException("gone"));
        practice.pass(Duration.ofMinutes(1));
        practice.servers().ask(interval).join();
        assertThat(orders.asked()).isEqualTo(2);
        assertThat(practice.servers().facts(orders)).isPresent();
        assertThat(practice.doctor().sections(orders))
                .extractingByKey("server")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("error", "IOException: gone")
                .containsEntry("product", "PostgreSQL 18.6");

        for (int minutes : new int[] {1, 2, 4, 8, 10, 10}) {
            int before = orders.asked();
            practice.pass(Duration.ofMinutes(minutes).minusMillis(1));
            practice.servers().ask(interval).join();
            assertThat(orders.asked()).as("before %d minutes", minutes).isEqualTo(before);
            practice.pass(Duration.ofMillis(1));
            practice.servers().ask(interval).join();
            assertThat(orders.asked()).as("after %d minutes", minutes).isEqualTo(before + 1);
        }
    }

    @Test
    void aPoolThatThrowsKeepsNoOtherFromBeingExamined() {
        Pool broken = new Pool() {

            @Override
            public String name() {
                return "broken";
            }

            @Override
            public String backend() {
                return "own";
            }

            @Override
            public PoolSnapshot snapshot() {
                throw new IllegalStateException("broken");
            }
        };
        Practice practice = Practice.of(broken, orders);
        practice.examine().examine();
        assertThat(practice.doctor().warnings(orders)).isNotEmpty();
        assertThat(practice.doctor().warnings(broken)).isEmpty();
    }

    @Test
    void aPoolWhoseServerIsNeverAskedHasNoSection() {
        Patient accounts = Patient.of("account", "mail");
        assertThat(Practice.of(accounts).examine().doctor().sections(accounts)).isEqualTo(Map.of());
    }

    @Test
    void everyRuleHasACodeOfItsOwnAndSaysWhatItMeans() {
        assertThat(ConfigurationRule.values())
                .extracting(ConfigurationRule::code)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[a-z]+(-[a-z]+)+"));
        assertThat(ConfigurationRule.values())
                .allSatisfy(rule -> assertThat(rule.meaning()).contains("Evidence: "));
    }
}
