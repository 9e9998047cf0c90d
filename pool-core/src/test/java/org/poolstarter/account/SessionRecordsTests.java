/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.Application;
import org.poolstarter.LogCapture;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.pool.PageQuery;
import org.poolstarter.pool.SectionPage;

/** What a session leaves behind. */
class SessionRecordsTests {

    private TestPool test = new TestPool(limits -> limits);

    private void limits(UnaryOperator<AccountPoolSettings.Builder> limits) {
        test.close();
        test = new TestPool(limits);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private SessionRecord last() {
        return test.pool.sessions().get(0);
    }

    @Test
    void aReleaseLeavesARecordOfTheWholeSession() throws Exception {
        Instant start = test.time.instant();
        Lease<Client> lease = test.acquire("ada");
        test.time.advance(Duration.ofSeconds(42));
        lease.count("messages", 2_700);
        lease.count("messages", 63);
        lease.count("folders", 1);
        lease.count("attachments", 0);
        lease.failed(new IOException("one message is broken"));
        lease.failed(new IOException("another one, too"));
        assertThat(test.pool.sessions()).isEmpty();

        lease.close();

        assertThat(test.pool.sessions())
                .containsExactly(new SessionRecord(
                        "ada",
                        start,
                        Duration.ofSeconds(42),
                        true,
                        SessionEnd.RELEASED,
                        Map.of("messages", 2_763L, "folders", 1L, "attachments", 0L),
                        2,
                        "IOException: another one, too"));
        assertThat(last().end()).isEqualTo(start.plusSeconds(42));
        assertThat(last().counters().keySet()).containsExactly("attachments", "folders", "messages");
    }

    @Test
    void theRecordSaysWhetherTheClientWasOpenedForIt() throws Exception {
        test.acquire("ada").close();
        test.acquire("ada").close();
        test.pool.tryAcquire("ada").orElseThrow().close();

        assertThat(test.pool.sessions()).extracting(SessionRecord::opened).containsExactly(false, false, true);
        assertThat(test.pool.sessions()).allSatisfy(session -> {
            assertThat(session.counters()).isEmpty();
            assertThat(session.errors()).isZero();
            assertThat(session.lastError()).isNull();
        });
    }

    @Test
    void aClientThatIsClosedAfterItsUseWasReleasedAllTheSame() throws Exception {
        Lease<Client> lease = test.acquire("ada");
        lease.closeAfterUse();
        lease.close();

        test.awaitClosed(1);
        assertThat(last().ended()).isEqualTo(SessionEnd.RELEASED);
    }

    @Test
    void aClientThatIsHandedOverLeavesARecordOfEachHolder() throws Exception {
        limits(limits -> limits.maxPerAccount(1));
        Lease<Client> first = test.acquire("ada");
        TestPool.Call second = test.queue("ada");
        test.time.advance(Duration.ofSeconds(1));
        first.close();
        Lease<Client> handed = second.get();
        test.time.advance(Duration.ofSeconds(2));
        handed.close();

        assertThat(test.pool.sessions())
                .extracting(SessionRecord::duration)
                .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(1));
        assertThat(test.pool.sessions()).extracting(SessionRecord::ended).containsOnly(SessionEnd.RELEASED);
    }

    @Test
    void aDiscardedSessionSaysSo() throws Exception {
        test.acquire("ada").discard();

        assertThat(last().ended()).isEqualTo(SessionEnd.DISCARDED);
    }

    @Test
    void anExpiredSessionIsRecordedOnceWithWhatItCountedUntilThen() throws Exception {
        limits(limits -> limits.sessionTimeout(Duration.ofMinutes(1)));
        Lease<Client> lease = test.acquire("ada");
        lease.count("messages", 7);

        test.time.advance(Duration.ofMinutes(1));
        lease.count("messages", 1_000);
        lease.failed(new IOException("closed under me"));
        lease.close();

        assertThat(test.pool.sessions()).singleElement().satisfies(session -> {
            assertThat(session.ended()).isEqualTo(SessionEnd.EXPIRED);
            assertThat(session.duration()).isEqualTo(Duration.ofMinutes(1));
            assertThat(session.counters()).containsExactly(entry("messages", 7L));
            assertThat(session.errors()).isZero();
        });
    }

    @Test
    void aLostLeaseLeavesARecordToo() throws Exception {
        limits(limits -> limits.cleanupInterval(Duration.ofSeconds(1)));
        lose("ada");

        await().until(() -> {
            System.gc();
            test.time.advance(Duration.ofSeconds(1));
            return test.pool.leaks() == 1;
        });

        await().untilAsserted(() -> assertThat(test.pool.sessions())
                .singleElement()
                .satisfies(session -> {
                    assertThat(session.account()).isEqualTo("ada");
                    assertThat(session.ended()).isEqualTo(SessionEnd.LEAKED);
                    assertThat(session.counters()).containsExactly(entry("messages", 3L));
                }));
    }

    private void lose(String account) throws Exception {
        Lease<Client> lease = Application.call(() -> test.pool.acquire(account));
        lease.count("messages", 3);
    }

    @Test
    void aSessionThatLastsUntilThePoolIsClosedSaysSo() throws Exception {
        Lease<Client> lease = test.acquire("ada");

        test.pool.close();
        lease.close();

        assertThat(test.pool.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.ended()).isEqualTo(SessionEnd.POOL_CLOSED));
    }

    @Test
    void aSessionThatEndsBeforeItsCallerIsAwakeIsRecordedOnce() {
        ManualTime time = new ManualTime();
        SteppedExecutor executor = new SteppedExecutor(time::nanoTime);
        AccountPool<String, String> pool = AccountPool.<String, String>builder("asleep", account -> account)
                .limits(AccountPoolSettings.builder()
                        .sessionTimeout(Duration.ofMinutes(1))
                        .build())
                .executor(executor)
                .scheduler(time)
                .nanoTime(time::nanoTime)
                .build();
        CompletableFuture<Void> unused = pool.acquireAsync("ada").thenAccept(Lease::close);
        executor.run(0);
        assertThat(executor.waiting()).as("the caller has still to be told").isEqualTo(1);

        time.advance(Duration.ofMinutes(1));
        assertThat(pool.sessions()).isEmpty();
        while (executor.waiting() > 0) {
            executor.run(0);
        }

        assertThat(pool.sessions()).extracting(SessionRecord::ended).containsExactly(SessionEnd.EXPIRED);
    }

    @Test
    void asManyRecordsAreKeptAsTheSettingSaysAndThoseAreTheLast() throws Exception {
        limits(limits -> limits.sessionRecords(3));
        for (int i = 0; i < 10; i++) {
            test.acquire("account" + i).close();
            test.time.advance(Duration.ofSeconds(1));
        }

        assertThat(test.pool.sessions())
                .extracting(SessionRecord::account)
                .containsExactly("account9", "account8", "account7");
        assertThat(test.pool.sessionSummary().total()).isEqualTo(10);
        assertThat(test.pool.sessionSummary().recent()).isEqualTo(3);
    }

    @Test
    void howManyAreKeptCanBeChangedWhileThePoolRuns() throws Exception {
        limits(limits -> limits.sessionRecords(5));
        for (int i = 0; i < 5; i++) {
            test.acquire("account" + i).close();
        }

        test.pool.changeLimits(test.pool.limits().toBuilder().sessionRecords(2).build());
        assertThat(test.pool.sessions()).extracting(SessionRecord::account).containsExactly("account4", "account3");

        test.pool.changeLimits(test.pool.limits().toBuilder().sessionRecords(4).build());
        test.acquire("ada").close();
        assertThat(test.pool.sessions())
                .extracting(SessionRecord::account)
                .containsExactly("ada", "account4", "account3");

        test.pool.changeLimits(test.pool.limits().toBuilder().sessionRecords(0).build());
        test.acquire("ada").close();
        assertThat(test.pool.sessions()).isEmpty();
        assertThat(test.pool.sessionSummary().total()).isEqualTo(7);
        assertThat(test.pool.sessionSummary().averageDuration()).isNull();
    }

    @Test
    void aPoolHasAHandfulOfCountersHoweverManyNamesItsHoldersInvent() throws Exception {
        try (Lease<Client> lease = test.acquire("ada")) {
            for (int i = 0; i < 10_000; i++) {
                lease.count("message " + i, 1);
            }
            lease.count("x".repeat(65), 5);
            lease.count(" ", 5);
            lease.count("message 0", 1);
        }

        assertThat(last().counters()).hasSize(17).containsEntry("other", 9_994L).containsEntry("message 0", 2L);
        try (Lease<Client> lease = test.acquire("bob")) {
            lease.count("a name that comes too late", 4);
            lease.count("message 15", 1);
        }
        assertThat(last().counters()).isEqualTo(Map.of("other", 4L, "message 15", 1L));
    }

    @Test
    void aCounterOnlyGrowsAndDoesNotOverflow() throws Exception {
        try (Lease<Client> lease = test.acquire("ada")) {
            lease.count("bytes", Long.MAX_VALUE);
            lease.count("bytes", Long.MAX_VALUE);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> lease.count("bytes", -1))
                    .withMessage("amount must not be negative but is -1");
        }

        assertThat(last().counters()).containsExactly(entry("bytes", Long.MAX_VALUE));
    }

    @Test
    void theSummaryIsDrawnFromTheRecords() throws Exception {
        session("ada", Duration.ofSeconds(10), 100);
        session("ada", Duration.ofSeconds(20), 201);
        test.acquire("bob").discard();
        test.acquire("carl");

        assertThat(test.pool.sessionSummary())
                .isEqualTo(new SessionSummary(
                        3,
                        3,
                        Duration.ofSeconds(10),
                        Map.of("messages", 150.5),
                        2,
                        2,
                        Map.of(SessionEnd.RELEASED, 2, SessionEnd.DISCARDED, 1),
                        1,
                        10));
    }

    private void session(String account, Duration duration, long messages) throws InterruptedException {
        try (Lease<Client> lease = test.acquire(account)) {
            test.time.advance(duration);
            lease.count("messages", messages);
            lease.failed(new IOException("reset"));
        }
    }

    @Test
    void theRecordsOfOneAccountAreFoundAndReadPageByPage() throws Exception {
        for (int i = 0; i < 6; i++) {
            session((i % 2 == 0) ? "ada" : "bob", Duration.ofSeconds(i + 1), i);
        }

        assertThat(test.pool.sessions("ada"))
                .extracting(session -> session.duration().toSeconds())
                .containsExactly(5L, 3L, 1L);
        assertThat(page("ada", null, 0, 2).entries())
                .extracting(session -> session.get("duration"))
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(3));
        SectionPage last = page("ada", null, 1, 2);
        assertThat(last.total()).isEqualTo(3);
        assertThat(last.entries())
                .extracting(session -> session.get("duration"))
                .containsExactly(Duration.ofSeconds(1));
        assertThat(page("ada", null, 2, 2).entries()).isEmpty();
        assertThat(page(null, "released", 0, 50).entries()).hasSize(6);
        assertThat(page(null, "leaked", 0, 50).entries()).isEmpty();
        assertThat(page("nobody", null, 0, 50).total()).isZero();
    }

    private SectionPage page(@Nullable String account, @Nullable String type, int page, int size) {
        return Objects.requireNonNull(test.pool.pagedSections().get("sessions"))
                .page(new PageQuery(account, type, page, size));
    }

    @Test
    void theSectionShowsTheSummaryAndTheNewestTwenty() throws Exception {
        for (int i = 0; i < 25; i++) {
            session("account" + i, Duration.ofSeconds(1), 4);
        }

        Map<?, ?> section =
                (Map<?, ?>) Objects.requireNonNull(test.pool.sections().get("sessions"));
        List<?> newest = (List<?>) Objects.requireNonNull(section.get("newest"));

        assertThat(section.get("total")).isEqualTo(25L);
        assertThat(section.get("averages")).isEqualTo(Map.of("messages", 4.0));
        assertThat(section.get("ended")).isEqualTo(Map.of("released", 25));
        assertThat(newest).hasSize(20);
        assertThat(newest.get(0))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("account", "account24")
                .containsEntry("ended", "released")
                .containsEntry("lastError", "IOException: reset")
                .containsOnlyKeys(
                        "account", "start", "end", "duration", "opened", "ended", "counters", "errors", "lastError");
    }

    @Test
    void eachSessionIsALineOfTheLogIfWanted() throws Exception {
        try (LogCapture log = new LogCapture(SessionLog.class)) {
            test.acquire("quiet").close();
            test.pool.changeLimits(
                    test.pool.limits().toBuilder().sessionLog(true).build());
            Lease<Client> other = test.acquire("other");
            Lease<Client> lease = test.acquire("4711\nforged line");
            lease.count("messages", 2_763);
            lease.count("folders", 1);
            test.time.advance(Duration.ofMillis(42_349));
            lease.close();
            lease = test.acquire("4711");
            lease.failed(new IOException("reset"));
            test.time.advance(Duration.ofMillis(999));
            lease.discard();
            await().until(() -> log.infos().size() == 2);
            test.pool.changeLimits(
                    test.pool.limits().toBuilder().sessionLog(false).build());
            other.close();

            String pool = test.pool.name();
            assertThat(log.infos())
                    .containsExactly(
                            "released " + pool + " 4711 forged line: 42.3 s, folders 1, messages 2763 (active 1/10)",
                            "discarded " + pool + " 4711: 999 ms, errors 1 (active 1/10)");
            assertThat(test.pool.events().listeners()).isZero();
        }
    }

    @Test
    void manyThreadsCountInOneSession() throws Exception {
        Lease<Client> lease = test.acquire("ada");
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(number -> new Thread(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        lease.count("messages", 1);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        lease.close();

        assertThat(last().counters()).containsExactly(entry("messages", 40_000L));
    }
}
