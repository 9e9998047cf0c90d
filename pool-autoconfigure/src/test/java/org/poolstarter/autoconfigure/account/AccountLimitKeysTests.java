/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.account.AccountLimits;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.AcquireRejectedException;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keys of priorities, of windows, and of limits that somebody else says. */
@ExtendWith(OutputCaptureExtension.class)
class AccountLimitKeysTests {

    private static final String MAIL = "pools.accounts.mail.";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, AccountPoolsAutoConfiguration.class))
            .withUserConfiguration(Factory.class)
            .withPropertyValues(MAIL + "profile=small");

    @Test
    void prioritiesAreKnownByTheirNames() {
        runner.withPropertyValues(MAIL + "priorities.interactive=10", MAIL + "priorities.batch=-3")
                .run(context -> {
                    mail(context)
                            .acquire("ada", AcquireOptions.priority("interactive"))
                            .close();
                    assertThat(mail(context).priorities())
                            .containsEntry("interactive", 10)
                            .containsEntry("batch", -3);
                    assertThat(mail(context).settings().settings())
                            .contains(new Setting("priorities[batch]", -3, MAIL + "priorities[batch]"));
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> mail(context).acquire("ada", AcquireOptions.priority("nightly")))
                            .withMessage("priority must be one of [batch, interactive] but is 'nightly'");
                });
    }

    @Test
    void whatTheServiceAllowsIsShownAndLimitsNothing() {
        runner.withPropertyValues(MAIL + "provider-limit=1", MAIL + "max-per-account=2")
                .run(context -> {
                    assertThat(mail(context).settings().settings())
                            .contains(new Setting("provider-limit", 1, MAIL + "provider-limit"));
                    try (Lease<String> first = mail(context).acquire("ada");
                            Lease<String> second = mail(context).acquire("ada")) {
                        assertThat(first.opened() && second.opened()).isTrue();
                    }
                });
        runner.run(context -> assertThat(mail(context).settings().settings())
                .extracting(Setting::key)
                .doesNotContain("provider-limit"));
    }

    @Test
    void aWindowThatIsOpenLowersTheLimits() {
        ZoneId zone = ZoneId.of("Pacific/Auckland");
        LocalTime now = LocalTime.now(zone);
        String hours = "%1$tH:%1$tM-%2$tH:%2$tM".formatted(now.minusHours(2), now.plusHours(2));
        runner.withPropertyValues(
                        MAIL + "windows.now.hours=" + hours,
                        MAIL + "windows.now.zone=Pacific/Auckland",
                        MAIL + "windows.now.max-size=2",
                        MAIL + "windows.now.max-per-account=1")
                .run(context -> {
                    assertThat(mail(context).limits().maxSize()).isEqualTo(2);
                    assertThat(mail(context).limits().maxPerAccount()).isEqualTo(1);
                    assertThat(mail(context).settings().settings())
                            .contains(
                                    new Setting("max-size", 2, "window now"),
                                    new Setting(
                                            "windows.now", hours + " Pacific/Auckland", MAIL + "windows.now.hours"));
                });
    }

    @Test
    void aBeanThatNoPoolTakesIsTold(CapturedOutput output) {
        runner.withUserConfiguration(Limits.class, Stray.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output)
                    .contains("The AccountLimits bean 'mial' is of no pool under pools.accounts")
                    .contains("give it the name of one (mail) as its qualifier")
                    .doesNotContain("bean 'limits' is of no pool");
        });
    }

    @Test
    void aBeanWithTheNameOfThePoolSaysTheLimits() {
        runner.withUserConfiguration(Limits.class).run(context -> {
            AccountPool<String, String> pool = mail(context);
            try (Lease<String> first = pool.acquire("ada");
                    Lease<String> second = pool.acquire("ada");
                    Lease<String> third = pool.acquire("ada");
                    Lease<String> fourth = pool.acquire("ada")) {
                assertThat(List.of(first, second, third, fourth)).allMatch(Lease::opened);
                assertThat(catchThrowable(() ->
                                pool.acquire("ada", AcquireOptions.defaults().withoutQueueing())))
                        .isInstanceOf(AcquireRejectedException.class)
                        .hasMessageContaining("of this account 4 of 4 in use");
            }
            assertThat(pool.settings().settings())
                    .contains(new Setting("limits-refresh", Duration.ofMinutes(1), "built-in"));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "priorities.a=101 | pools.accounts.mail.priorities[a] must be -100 to 100 but is 101",
                "max-size-limit=4 | pools.accounts.mail.max-size-limit must be at least max-size, which is 5, but is 4",
                "provider-limit=0 | pools.accounts.mail.provider-limit must be at least 1 but is 0",
                "windows.w.hours=8-18 | pools.accounts.mail.windows.w.hours must be two different times of day but is 8-18",
                "windows.w.hours=08:00-25:00 | pools.accounts.mail.windows.w.hours must be two different times of day but is 08:00-25:00",
                "windows.w.max-size=1 | pools.accounts.mail.windows.w.hours must be two different times of day but is not set",
                "windows.w.hours=8:00-18:00 | pools.accounts.mail.windows.w.max-size must be set, or max-per-account",
                "limits-refresh=5s | pools.accounts.mail.limits-refresh is set but there is no AccountLimits bean of this pool"
            })
    void aValueThatCannotBeUsedStopsTheStartWithItsKey(String property, String text) {
        runner.withPropertyValues(MAIL + property)
                .run(context -> assertThat(failure(context)).hasMessage(text));
    }

    @Test
    void aZoneThatDoesNotExistStopsTheStart() {
        runner.withPropertyValues(
                        MAIL + "windows.w.hours=8:00-18:00",
                        MAIL + "windows.w.max-size=1",
                        MAIL + "windows.w.zone=Mars")
                .run(context -> {
                    assertThat(failure(context))
                            .hasMessage("pools.accounts.mail.windows.w.zone must be a time zone but is Mars");
                    assertThat(failure(context).remedy()).contains("Europe/Berlin");
                });
    }

    private static InvalidPoolConfigurationException failure(AssertableApplicationContext context) {
        for (Throwable cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPoolConfigurationException invalid) {
                return invalid;
            }
        }
        throw new AssertionError("The start did not fail", context.getStartupFailure());
    }

    @SuppressWarnings("unchecked") // the factory of that name says so
    private static AccountPool<String, String> mail(AssertableApplicationContext context) {
        return context.getBean("mailAccountPool", AccountPool.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class Factory {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> "client of " + account;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Stray {

        @Bean
        AccountLimits<String> mial() {
            return account -> 1;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Limits {

        @Bean
        @Qualifier("mail")
        AccountLimits<String> limits() {
            return account -> 4;
        }
    }
}
