/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The collector as its command line starts it. */
@ExtendWith(OutputCaptureExtension.class)
class CommandLineTests {

    /** An account whose login is refused, on the embedded server of the others. */
    private static final String[] WRONG_PASSWORD = {
        "--collector.accounts[0].id=anna",
        "--collector.accounts[0].host=127.0.0.1",
        "--collector.accounts[0].port=${collector.accounts[1].port}",
        "--collector.accounts[0].username=anna",
        "--collector.accounts[0].password=geheim",
        "--collector.accounts[0].tls=false"
    };

    @Test
    void onceCollectsTheAccountAndExitsWithZero() {
        ConfigurableApplicationContext context = MailboxCollector.run("--once", "--account=hugo");
        List<SessionRecord> sessions = context.getBean(Sessions.class).newest(null, 10);
        assertThat(SpringApplication.exit(context)).isZero();
        assertThat(sessions).singleElement().satisfies(session -> {
            assertThat(session.account()).isEqualTo("hugo");
            assertThat(session.outcome()).isEqualTo(Outcome.COLLECTED);
            assertThat(session.messages()).isPositive();
        });
    }

    @Test
    void onceExitsWithOneIfAnAccountFails(CapturedOutput output) {
        ConfigurableApplicationContext context = MailboxCollector.run(with("--once"));
        assertThat(SpringApplication.exit(context)).isEqualTo(1);
        assertThat(output).contains("anna: LOGIN_REFUSED").doesNotContain("geheim");
    }

    @Test
    void anUnknownAccountEndsTheStartWithTwo(CapturedOutput output) {
        // Thrown as it is, and not as the cause of a bean that cannot be created: only then Boot passes the code on.
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> MailboxCollector.run("--once", "--account=nobody"))
                .satisfies(ex -> assertThat(ex.getExitCode()).isEqualTo(2));
        assertThat(output).contains("--account=nobody names no configured account", "[anna, ben, clara,");
    }

    @Test
    void aRefusedLoginIsRecordedAndTriedAgain() {
        try (ConfigurableApplicationContext context = MailboxCollector.run(with(
                "--interval=1s",
                "--server.port=0",
                // else the account is left alone after the third
                "--pools.accounts.mail.circuit-breaker.minimum-number-of-calls=100",
                "--pools.accounts.mail.circuit-breaker.sliding-window-size=100"))) {
            Sessions sessions = context.getBean(Sessions.class);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(sessions.newest("anna", 10)).hasSizeGreaterThan(1));
            assertThat(sessions.newest("anna", 10))
                    .extracting(SessionRecord::outcome)
                    .containsOnly(Outcome.LOGIN_REFUSED);
            assertThat(context.getBean(AccountStates.class).of("anna"))
                    .satisfies(state -> assertThat(state.lastSuccess()).isNull())
                    .satisfies(state -> assertThat(state.lastFailure()).isNotNull())
                    .satisfies(
                            state -> assertThat(state.lastError()).isNotBlank().doesNotContain("geheim"));
        }
    }

    private static String[] with(String... options) {
        return Stream.concat(Arrays.stream(WRONG_PASSWORD), Arrays.stream(options))
                .toArray(String[]::new);
    }
}
