/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountGuard;
import org.poolstarter.account.AccountGuard.Denial;
import org.poolstarter.account.AccountGuard.Pass;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.AccountUnavailableException;
import org.poolstarter.account.Lease;
import org.poolstarter.account.OpenFailedException;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.protection.BreakerSettings.SlidingWindowType;

/** Circuit breakers and rate limits of real pools, in time that the test moves. */
class AccountProtectionTests {

    private static final Duration WAIT = Duration.ofSeconds(60);

    private final AtomicLong time = new AtomicLong(1);
    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final List<AccountPool<?, ?>> pools = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();

    @AfterEach
    void close() {
        pools.forEach(AccountPool::close);
    }

    @Test
    void anAccountWhoseLogInFailsIsLeftAloneForAWhileAndNoOtherIs() throws Exception {
        AccountPool<String, String> pool = pool(breaker(2, 4));
        dead.add("a");
        fail(pool, "a");
        assertThat(pool.notices()).isEmpty();
        fail(pool, "a");

        assertThatExceptionOfType(AccountUnavailableException.class)
                .isThrownBy(() -> pool.acquire("a"))
                .withMessage("Account pool 'mail', account 'a': its circuit breaker is open; try again in 60000 ms")
                .satisfies(ex -> assertThat(ex.retryAfter()).isEqualTo(WAIT));
        advance(Duration.ofSeconds(20));
        assertThatExceptionOfType(AccountUnavailableException.class)
                .isThrownBy(() -> pool.acquire("a"))
                .satisfies(ex -> assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(40)));
        pool.acquire("b").close();
        assertThat(pool.recorder().totals().openFailures()).isEqualTo(2);
    }

    @Test
    void anOpenBreakerIsShownWithItsAccountItsErrorAndItsTime() {
        AccountPool<String, String> pool = pool(breaker(2, 4));
        dead.add("a");
        fail(pool, "a");
        fail(pool, "a");
        advance(Duration.ofSeconds(10));

        assertThat(section(pool)).containsEntry("open", 1).containsEntry("watched", 1);
        assertThat(section(pool).get("accounts"))
                .isEqualTo(List.of(Map.of(
                        "account",
                        "a",
                        "state",
                        "OPEN",
                        "since",
                        Duration.ofSeconds(10),
                        "retryAfter",
                        Duration.ofSeconds(50),
                        "failed",
                        2,
                        "calls",
                        2,
                        "lastError",
                        "IOException: a is dead")));
        assertThat(pool.notices()).extracting(PoolNotice::code).containsExactly("account-breaker-open");
    }

    @Test
    void breakersAndRefusedAcquiresAreMeasured() throws Exception {
        AccountPool<String, String> pool = pool(breaker(2, 4));
        Map<String, PoolMeasure> measures =
                pool.measures().stream().collect(Collectors.toMap(PoolMeasure::name, measure -> measure));
        assertThat(measures)
                .containsOnlyKeys("pool.leaks", "pool.breakers.open", "pool.breakers.half.open", "pool.denied");
        open(pool, "a");
        open(pool, "b");
        dead.clear();
        assertThat(value(measures, "pool.breakers.open")).isEqualTo(2);
        assertThatExceptionOfType(AccountUnavailableException.class).isThrownBy(() -> pool.acquire("a"));
        assertThat(value(measures, "pool.denied")).isEqualTo(1);

        advance(WAIT.plusMillis(1));
        try (Lease<String> probe = pool.acquire("a")) {
            assertThat(probe.client()).isNotNull();
            assertThat(value(measures, "pool.breakers.open")).isEqualTo(1);
            assertThat(value(measures, "pool.breakers.half.open")).isEqualTo(1);
        }

        assertThat(value(measures, "pool.breakers.open")).isEqualTo(1);
        assertThat(value(measures, "pool.breakers.half.open")).isZero();
    }

    @Test
    void aPoolWithoutBreakersMeasuresNone() {
        AccountPool<String, String> pool = pool(null, new RateSettings(2, Duration.ofSeconds(10)), 100);

        assertThat(pool.measures()).extracting(PoolMeasure::name).containsExactly("pool.leaks", "pool.denied");
    }

    private static double value(Map<String, PoolMeasure> measures, String name) {
        return Objects.requireNonNull(measures.get(name)).value().getAsDouble();
    }

    @Test
    void afterTheWaitOneCallerTriesAndItsSuccessClosesTheBreaker() throws Exception {
        AccountPool<String, String> pool = pool(breaker(2, 4));
        open(pool, "a");
        dead.clear();
        advance(WAIT.plusMillis(1));

        Lease<String> probe = pool.acquire("a");

        assertThatExceptionOfType(AccountUnavailableException.class)
                .isThrownBy(() -> pool.acquire("a"))
                .withMessageContaining("its circuit breaker is half open");
        assertThat(section(pool)).containsEntry("halfOpen", 1);
        probe.close();
        pool.acquire("a").close();
        assertThat(section(pool)).containsEntry("watched", 0).containsEntry("accounts", List.of());
        assertThat(pool.events().recent())
                .filteredOn(event -> event.type() == PoolEventType.BREAKER_CHANGED)
                .extracting(event -> event.account() + " " + event.details().get("to"))
                .containsExactly("a CLOSED", "a HALF_OPEN", "a OPEN");
    }

    @Test
    void aProbeThatFailsOpensTheBreakerAgain() {
        AccountPool<String, String> pool = pool(breaker(2, 4));
        open(pool, "a");
        advance(WAIT.plusMillis(1));

        fail(pool, "a");

        assertThatExceptionOfType(AccountUnavailableException.class)
                .isThrownBy(() -> pool.acquire("a"))
                .satisfies(ex -> assertThat(ex.retryAfter()).isEqualTo(WAIT));
    }

    @Test
    void aProbeThatTeachesNothingGivesItsTurnToTheNext() throws Exception {
        AccountPool<String, String> pool = pool(breaker(2, 4));
        open(pool, "a");
        dead.clear();
        advance(WAIT.plusMillis(1));

        pool.acquire("a").discard();

        pool.acquire("a").close();
        assertThat(section(pool)).containsEntry("watched", 0);
    }

    @Test
    void ofManyCallersAtOnceOneTries() throws Exception {
        AccountGuard<String> guard = new AccountProtection(breaker(1, 1), null, 100).guard("mail", time::get);
        pass(guard, "a").failed(new IOException("dead"));
        advance(WAIT.plusMillis(1));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> asks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                asks.add(() -> guard.ask("a") instanceof Pass);
            }
            int passed = 0;
            for (Future<Boolean> ask : threads.invokeAll(asks)) {
                passed += ask.get() ? 1 : 0;
            }
            assertThat(passed).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void errorsThatHoldersReportCountAndSuccessesWeighAgainstThem() throws Exception {
        AccountPool<String, String> pool = pool(breaker(4, 4));
        use(pool, "a", new IOException("1"));
        use(pool, "a", null);
        use(pool, "a", null);
        use(pool, "a", null);
        use(pool, "a", new IOException("2"));
        assertThat(section(pool)).containsEntry("open", 0);

        use(pool, "a", new IOException("3"));

        assertThat(section(pool)).containsEntry("open", 1);
    }

    @Test
    void whatBeganBeforeTheBreakerOpenedDoesNotCloseIt() throws Exception {
        AccountPool<String, String> pool = pool(breaker(2, 4));
        Lease<String> old = pool.acquire("a");
        open(pool, "a");
        advance(WAIT.plusMillis(1));
        dead.clear();
        Lease<String> probe = pool.acquire("a");

        old.close();

        assertThat(section(pool)).containsEntry("halfOpen", 1);
        probe.close();
        assertThat(section(pool)).containsEntry("halfOpen", 0);
    }

    @Test
    void exceptionsThatAreIgnoredOrNotRecordedOpenNothing() throws Exception {
        AccountPool<String, String> pool = pool(new BreakerSettings(
                50,
                SlidingWindowType.COUNT_BASED,
                2,
                2,
                WAIT,
                List.of(IOException.class),
                List.of(FileNotFoundException.class)));
        for (int i = 0; i < 5; i++) {
            use(pool, "a", new FileNotFoundException("no such folder"));
            use(pool, "a", new IllegalStateException("mine"));
        }
        assertThat(section(pool)).containsEntry("open", 0);

        use(pool, "a", new IOException("dead"));
        use(pool, "a", new IOException("dead"));

        assertThat(section(pool)).containsEntry("open", 1);
    }

    @Test
    void aWindowOfTimeForgetsWhatIsOlder() throws Exception {
        AccountPool<String, String> pool =
                pool(new BreakerSettings(50, SlidingWindowType.TIME_BASED, 10, 3, WAIT, List.of(), List.of()));
        use(pool, "a", new IOException("1"));
        use(pool, "a", new IOException("2"));
        advance(Duration.ofSeconds(11));

        use(pool, "a", new IOException("3"));

        assertThat(section(pool)).containsEntry("open", 0);
        use(pool, "a", new IOException("4"));
        use(pool, "a", new IOException("5"));
        assertThat(section(pool)).containsEntry("open", 1);
    }

    @Test
    void anAccountIsAcquiredAsOftenAsItsRateAllowsInEachPeriod() throws Exception {
        AccountPool<String, String> pool = pool(null, new RateSettings(2, Duration.ofSeconds(10)), 100);
        pool.acquire("a").close();
        pool.acquire("a").close();
        advance(Duration.ofSeconds(4));

        assertThatExceptionOfType(AccountUnavailableException.class)
                .isThrownBy(() -> pool.acquire("a"))
                .withMessage("Account pool 'mail', account 'a': its rate limit is used up; try again in 6000 ms")
                .satisfies(ex -> assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(6)));
        assertThat(section(pool)).containsEntry("rateLimited", 1).containsEntry("denied", 1L);
        pool.acquire("b").close();
        advance(Duration.ofSeconds(6));
        pool.acquire("a").close();
    }

    @Test
    void aCallerWithoutRateGivesTheProbeBack() throws Exception {
        AccountPool<String, String> pool = pool(breaker(1, 1), new RateSettings(1, Duration.ofHours(1)), 100);
        use(pool, "a", new IOException("dead"));
        advance(WAIT.plusMillis(1));
        assertThatExceptionOfType(AccountUnavailableException.class)
                .isThrownBy(() -> pool.acquire("a"))
                .withMessageContaining("rate limit");
        advance(Duration.ofHours(1));

        pool.acquire("a").close();

        assertThat(section(pool)).containsEntry("halfOpen", 0).containsEntry("open", 0);
    }

    @Test
    void aMillionHealthyAccountsLeaveNothing() {
        AccountGuard<Integer> guard = new AccountProtection(breaker(2, 4), null, 100).guard("mail", time::get);

        for (int account = 0; account < 1_000_000; account++) {
            pass(guard, account).succeeded();
        }

        assertThat(guard.section()).containsEntry("watched", 0).containsEntry("unwatched", 0L);
    }

    @Test
    void aMillionAccountsWithARateAreForgottenAfterTheirPeriod() {
        AccountGuard<Integer> guard =
                new AccountProtection(null, new RateSettings(1, Duration.ofSeconds(1)), 5_000).guard("mail", time::get);

        for (int account = 0; account < 1_000_000; account++) {
            pass(guard, account).succeeded();
            advance(Duration.ofMillis(20));
        }
        advance(Duration.ofSeconds(31));
        pass(guard, -1).succeeded();

        assertThat(guard.section()).containsEntry("watched", 1).containsEntry("unwatched", 0L);
    }

    @Test
    void accountsThatFailAreWatchedUpToTheBoundAndForgottenWhenNobodyComesBack() {
        AccountGuard<Integer> guard = new AccountProtection(breaker(1, 1), null, 1_000).guard("mail", time::get);
        for (int account = 0; account < 3_000; account++) {
            pass(guard, account).failed(new IOException("dead"));
        }
        assertThat(guard.section()).containsEntry("watched", 1_000).containsEntry("unwatched", 2_000L);
        assertThat((List<?>) guard.section().get("accounts")).hasSize(20);
        assertThat(guard.ask(5)).isInstanceOf(Denial.class);
        assertThat(guard.ask(2_500)).isInstanceOf(Pass.class);

        advance(Duration.ofMinutes(12));
        guard.ask(2_500);

        assertThat(guard.section()).containsEntry("watched", 0);
    }

    @Test
    void changesAreToldInOrderToWhoListens() {
        AccountGuard<String> guard = new AccountProtection(breaker(1, 1), null, 100).guard("mail", time::get);
        guard.onChange((account, from, to) -> changes.add(account + " " + from + " " + to));
        pass(guard, "a").failed(new IOException("dead"));
        advance(WAIT.plusMillis(1));
        pass(guard, "a").failed(new IOException("dead"));
        advance(WAIT.plusMillis(1));
        pass(guard, "a").succeeded();

        assertThat(changes)
                .containsExactly(
                        "a CLOSED OPEN",
                        "a OPEN HALF_OPEN",
                        "a HALF_OPEN OPEN",
                        "a OPEN HALF_OPEN",
                        "a HALF_OPEN CLOSED");
    }

    @Test
    void valuesOutOfTheirBoundsAreNamedByTheirKeys() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new BreakerSettings(0, SlidingWindowType.COUNT_BASED, 1, 1, WAIT, List.of(), List.of()))
                .withMessage("failure-rate-threshold must be above 0 and at most 100 but is 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> breaker(5, 4))
                .withMessage("minimum-number-of-calls must not be above sliding-window-size (4) but is 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateSettings(0, WAIT))
                .withMessage("limit-for-period must be at least 1 but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccountProtection(null, null, 0))
                .withMessage("max-accounts must be at least 1 but is 0");
    }

    private static BreakerSettings breaker(int minimum, int window) {
        return new BreakerSettings(50, SlidingWindowType.COUNT_BASED, window, minimum, WAIT, List.of(), List.of());
    }

    private AccountPool<String, String> pool(BreakerSettings breaker) {
        return pool(breaker, null, 100);
    }

    private AccountPool<String, String> pool(
            @Nullable BreakerSettings breaker, @Nullable RateSettings rate, int maxAccounts) {
        AccountPool<String, String> pool = AccountPool.<String, String>builder("mail", account -> {
                    if (dead.contains(account)) {
                        throw new IOException(account + " is dead");
                    }
                    return "client of " + account;
                })
                .limits(AccountPoolSettings.builder().openBackoff(Duration.ZERO).build())
                .guard(new AccountProtection(breaker, rate, maxAccounts).guard("mail", time::get))
                .build();
        pools.add(pool);
        return pool;
    }

    /** Has the breaker open, by two opens that fail; clients that are idle are closed before. */
    private void open(AccountPool<String, String> pool, String account) {
        dead.add(account);
        pool.evictIdle();
        fail(pool, account);
        fail(pool, account);
    }

    private static void fail(AccountPool<String, String> pool, String account) {
        assertThatExceptionOfType(OpenFailedException.class).isThrownBy(() -> pool.acquire(account));
    }

    private static void use(AccountPool<String, String> pool, String account, @Nullable Exception error)
            throws InterruptedException {
        try (Lease<String> lease = pool.acquire(account)) {
            if (error != null) {
                lease.failed(error);
            }
        }
    }

    private static <A> Pass pass(AccountGuard<A> guard, A account) {
        return (Pass) guard.ask(account);
    }

    private static Map<?, ?> map(Object section) {
        return (Map<?, ?>) section;
    }

    @SuppressWarnings("unchecked") // its keys are words
    private static Map<String, Object> section(AccountPool<?, ?> pool) {
        return (Map<String, Object>) map(Objects.requireNonNull(pool.sections().get("protection")));
    }

    private void advance(Duration duration) {
        time.addAndGet(duration.toNanos());
    }
}
