/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.DefaultApplicationArguments;

class CollectionPlanTests {

    private static final MailAccount ANNA = new MailAccount("anna", "localhost", 143, "anna", "x", false);
    private static final MailAccount BEN = new MailAccount("ben", "localhost", 143, "ben", "x", false);

    @Test
    void withoutOptionsIsTheConfiguration() {
        CollectionPlan plan = plan();
        assertThat(plan.accounts()).containsExactly(ANNA, BEN);
        assertThat(plan.interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(plan.once()).isFalse();
    }

    @Test
    void optionsNarrowTheConfiguration() {
        CollectionPlan plan = plan("--once", "--account=ben", "--interval=90s");
        assertThat(plan.accounts()).containsExactly(BEN);
        assertThat(plan.account("anna")).isEmpty();
        assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(plan.once()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --interval=soon     | --interval=soon is not a duration
            --interval=         | --interval needs exactly one value
            --interval          | --interval needs exactly one value
            --interval=600      | --interval must be at least 1s but is 600 ms
            --interval=-5m      | --interval must be at least 1s but is -300000 ms
            --account=nobody    | --account=nobody names no configured account
            --account           | --account needs exactly one value
            --once=false        | --once takes no value but has 'false'
            once                | Unexpected argument 'once'
            """)
    void anOptionThatCannotBeUsedIsNamed(String option, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> plan(option))
                .withMessage(message)
                .satisfies(ex -> assertThat(ex.getExitCode()).isEqualTo(2))
                .satisfies(ex -> assertThat(ex.remedy()).isNotBlank());
    }

    @Test
    void anUnknownAccountIsToldTheKnownOnes() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> plan("--account=nobody"))
                .satisfies(ex -> assertThat(ex.remedy()).isEqualTo("The accounts are [anna, ben]"));
    }

    @Test
    void withoutAccountsTheVariablesAreNamed() {
        CollectorProperties empty = properties(List.of());
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> CollectionPlan.of(new DefaultApplicationArguments(), empty))
                .satisfies(ex -> assertThat(ex.remedy()).contains("COLLECTOR_ACCOUNTS_0_ID"));
    }

    @Test
    void twoAccountsWithOneIdAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties(List.of(ANNA, ANNA)))
                .withMessage("collector.accounts has two accounts with the id anna");
    }

    private static CollectionPlan plan(String... arguments) {
        return CollectionPlan.of(new DefaultApplicationArguments(arguments), properties(List.of(ANNA, BEN)));
    }

    private static CollectorProperties properties(List<MailAccount> accounts) {
        return new CollectorProperties(
                accounts,
                Duration.ofMinutes(10),
                4,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                "collector",
                Duration.ofDays(30));
    }
}
