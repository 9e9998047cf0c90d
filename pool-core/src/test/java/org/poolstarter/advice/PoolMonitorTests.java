/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.LogCapture;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

class PoolMonitorTests {

    private static final PoolSnapshot CALM = PoolSnapshot.of(2, 3, 0, 10, 2);
    private static final PoolSnapshot BUSY = PoolSnapshot.of(8, 2, 0, 10, 2);
    private static final PoolSnapshot FULL = PoolSnapshot.of(10, 0, 4, 10, 2);
    private static final MonitorSettings SETTINGS =
            new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3));

    private final TestClock clock = new TestClock();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final Pools pools = Pools.create();
    private final PoolMonitor monitor = new PoolMonitor(SETTINGS, clock, clock::nanoTime, background::add);
    private final ScriptedPool pool = new ScriptedPool("orders", clock);

    @BeforeEach
    void watchThePool() {
        pools.addListener(monitor);
        pools.add(pool);
    }

    @Test
    void aLoadBecomesTheStatusOnlyAfterThreeSamplesInARow() {
        pool.shows(FULL);

        samples(2);
        assertThat(report().status()).isEqualTo(PoolStatus.HEALTHY);

        samples(1);
        assertThat(report().status()).isEqualTo(PoolStatus.CRITICAL);
        assertThat(monitor.status()).isEqualTo(PoolStatus.CRITICAL);
    }

    @Test
    void theStatusIsTheLoadThatAllOfTheLastSamplesReach() {
        pool.shows(FULL);
        samples(2);
        pool.shows(BUSY);
        samples(1);

        assertThat(report().status()).isEqualTo(PoolStatus.WARNING);
    }

    @Test
    void oneCalmSampleEndsAStatus() {
        pool.shows(FULL);
        samples(3);
        pool.shows(CALM);
        samples(1);

        assertThat(report().status()).isEqualTo(PoolStatus.HEALTHY);
    }

    @Test
    void aFullPoolIsNeverProbedNorInError() {
        pool.shows(FULL);
        pool.backendFails(new IOException("would not answer"));

        samples(60);

        assertThat(background).isEmpty();
        assertThat(report().status()).isEqualTo(PoolStatus.CRITICAL);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.UNKNOWN);
    }

    @Test
    void aRecentSuccessIsEvidenceEnough() {
        for (int second = 0; second < 30; second++) {
            pool.recorder().released(1);
            samples(1);
        }

        assertThat(background).isEmpty();
        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);
        assertThat(report().backend().evidence()).isEqualTo("use");
    }

    @Test
    void aBackendWithoutRecentUseIsProbedInTheBackground() {
        samples(1);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.UNKNOWN);

        runBackground();

        assertThat(pool.probes()).isEqualTo(1);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);
        assertThat(report().backend().evidence()).isEqualTo("probe");
    }

    @Test
    void aDeadBackendIsNoticedWithinTheInterval() {
        pool.recorder().released(1);
        pool.backendFails(new ConnectException("refused"));
        Instant stopped = clock.instant();

        while (report().backend().reachability() != Reachability.UNREACHABLE) {
            samples(1);
            runBackground();
        }

        assertThat(Duration.between(stopped, report().backend().since())).isLessThanOrEqualTo(SETTINGS.interval());
        assertThat(report().status()).isEqualTo(PoolStatus.ERROR);
        assertThat(report().backend().error()).isEqualTo("ConnectException: refused");
    }

    @Test
    void aProbeThatHangsIsAsGoodAsAFailureAfterItsDeadline() {
        pool.recorder().released(1);
        Instant hung = clock.instant();

        while (report().backend().reachability() != Reachability.UNREACHABLE) {
            samples(1);
        }

        assertThat(Duration.between(hung, report().backend().since())).isLessThanOrEqualTo(SETTINGS.interval());
        assertThat(background).as("one probe at a time").hasSize(1);
        assertThat(report().backend().error()).isEqualTo("no answer within 3000 ms");
    }

    @Test
    void aFailureToOpenIsFollowedByAProbeAtOnce() {
        pool.recorder().released(1);
        samples(1);
        pool.recorder().openFailed(new ConnectException("refused"));

        samples(1);

        assertThat(background).hasSize(1);
    }

    @Test
    void aBackendThatOpensConnectionsAgainIsReachableWithoutAProbe() {
        pool.backendFails(new ConnectException("refused"));
        samples(1);
        runBackground();
        assertThat(report().status()).isEqualTo(PoolStatus.ERROR);

        pool.recorder().opened(1);
        samples(1);

        assertThat(report().status()).isEqualTo(PoolStatus.HEALTHY);
        assertThat(report().backend().error()).isNull();
        assertThat(background).isEmpty();
    }

    @Test
    void aProbeThatFailsLateDoesNotUndoASuccessSeenSince() {
        pool.backendFails(new ConnectException("refused"));
        samples(1);
        clock.pass(Duration.ofSeconds(20));
        pool.recorder().opened(1);
        samples(1);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);

        runBackground();

        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);
    }

    @Test
    void whileTheBackendIsDownItIsProbedAgainEachTimeTheEvidenceWouldBeStale() {
        pool.backendFails(new ConnectException("refused"));
        for (int second = 0; second < 60; second++) {
            pool.recorder().openFailed(new ConnectException("refused"));
            answeredSamples(1);
        }

        assertThat(pool.probes()).isEqualTo(10);
    }

    @Test
    void peaksKeepTheMomentTheyWereFirstReached() {
        pool.shows(CALM);
        samples(1);
        pool.shows(FULL);
        samples(1);
        Instant reached = clock.instant().minusSeconds(1);
        samples(5);
        pool.shows(CALM);
        samples(5);

        assertThat(report().peaks().active()).isEqualTo(new Peak(10, reached));
        assertThat(report().peaks().pending()).isEqualTo(new Peak(4, reached));
        assertThat(report().peaks().size()).isEqualTo(new Peak(10, reached));
    }

    @Test
    void highUtilizationWarnsWithTheNumbersAndTheKeyToSet() {
        pool.recorder().released(Duration.ofMillis(40).toNanos());
        pool.shows(BUSY);
        samples(3);

        assertThat(report().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("high-utilization");
            assertThat(warning.severity()).isEqualTo(Severity.WARNING);
            assertThat(warning.evidence())
                    .containsExactlyEntriesOf(
                            orderedMap("utilization", 0.8, "active", 8, "max", 10, "pending", 0, "samples", 3));
            assertThat(warning.window()).isEqualTo(Duration.ofSeconds(2));
            assertThat(warning.remedy()).contains("pools.scripted.orders.max-size (now 10)", "40 ms");
        });
    }

    @Test
    void aSaturatedPoolIsACriticalWarningFirst() {
        pool.recorder().released(1);
        pool.shows(FULL);
        samples(3);

        assertThat(report().warnings()).extracting(Warning::code).containsExactly("saturated", "high-utilization");
        assertThat(report().warnings().get(0).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(report().warnings().get(0).evidence()).containsEntry("pending", 4);
    }

    @Test
    void aWarningKnowsSinceWhenItHoldsAndBeginsAnewAfterABreak() {
        pool.recorder().released(1);
        pool.shows(BUSY);
        samples(3);
        Instant began = clock.instant().minusSeconds(1);
        samples(2);
        assertThat(report().warnings())
                .singleElement()
                .extracting(Warning::since)
                .isEqualTo(began);

        pool.shows(CALM);
        samples(1);
        assertThat(report().warnings()).isEmpty();
        pool.shows(BUSY);
        samples(3);

        assertThat(report().warnings())
                .singleElement()
                .extracting(Warning::since)
                .isEqualTo(clock.instant().minusSeconds(1));
    }

    @Test
    void timeoutsWarnForAsLongAsTheWindowHoldsThem() {
        pool.recorder().timedOut();
        answeredSamples(1);
        assertThat(report().warnings())
                .as("what came before the first sample is no rise")
                .isEmpty();

        pool.recorder().timedOut();
        pool.recorder().timedOut();
        answeredSamples(1);
        assertThat(report().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("acquire-timeouts");
            assertThat(warning.evidence()).containsEntry("timeouts", 2L).containsEntry("timeoutsInAll", 3L);
            assertThat(warning.remedy()).contains("pools.scripted.orders.max-size");
        });

        answeredSamples(60);
        assertThat(report().warnings()).isEmpty();
    }

    @Test
    void threadsThatTakeMoreThanOneConnectionAreWarnedAboutOnceTheyAreNoAccident() {
        pool.recorder().released(1);
        for (int i = 0; i < 9; i++) {
            pool.recorder().nested(2);
        }
        answeredSamples(1);
        assertThat(report().warnings()).isEmpty();

        pool.recorder().nested(3);
        answeredSamples(1);
        assertThat(report().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("nested-acquires");
            assertThat(warning.severity()).isEqualTo(Severity.WARNING);
            assertThat(warning.evidence())
                    .containsEntry("nested", 10L)
                    .containsEntry("connectionsOfOneThread", 3)
                    .containsEntry("max", 10)
                    .containsEntry("safeThreads", 4);
            assertThat(warning.remedy()).contains("pools.scripted.orders.max-size to at least threads * (3 - 1) + 1");
        });
    }

    @Test
    void aDeadBackendIsTheFirstWarning() {
        pool.backendFails(new ConnectException("refused"));
        samples(1);
        runBackground();
        samples(1);

        assertThat(report().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("backend-down");
            assertThat(warning.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(warning.evidence())
                    .containsEntry("error", "ConnectException: refused")
                    .containsEntry("target", "scripted://server");
        });
    }

    @Test
    void aProbeThatCannotTellIsNotRunAndThatItIsLateMeansNothing() {
        pool.probeTells(false);
        samples(30);
        assertThat(background).isEmpty();

        pool.probeTells(true);
        samples(1);
        assertThat(background).hasSize(1);
        pool.probeTells(false);
        samples(10);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.UNKNOWN);
        pool.probeTells(true);
        samples(1);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.UNREACHABLE);
    }

    @Test
    void aBackendThatRefusesIsInErrorAndNotSaidToBeDown() {
        pool.refuses(() -> new Refusal(Refusal.Reason.CONNECTION_LIMIT, "no more", "Ask for more."));
        pool.backendFails(new IOException("no more"));
        samples(1);
        runBackground();
        samples(1);

        assertThat(report().status()).isEqualTo(PoolStatus.ERROR);
        assertThat(report().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("opening-refused");
            assertThat(warning.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(warning.evidence())
                    .containsExactly(
                            entry("reason", "connection-limit"),
                            entry("error", "no more"),
                            entry("size", 2),
                            entry("max", 10),
                            entry("target", "scripted://server"));
            assertThat(warning.remedy()).isEqualTo("Ask for more.");
        });

        pool.refuses(() -> null);
        samples(1);
        assertThat(report().warnings()).extracting(Warning::code).containsExactly("backend-down");
    }

    @Test
    void callersThatWaitForAnotherReasonThanTheSizeAreGivenItsRemedy() {
        pool.explains(() -> new Shortage(TimeoutCause.LEAK, Map.of("heldAndNotUsed", 9), "Give them back."));
        pool.shows(FULL);
        samples(3);

        assertThat(report().warnings()).extracting(Warning::code).containsExactly("saturated", "high-utilization");
        assertThat(report().warnings()).allSatisfy(warning -> {
            assertThat(warning.evidence())
                    .containsEntry("cause", TimeoutCause.LEAK)
                    .containsEntry("heldAndNotUsed", 9)
                    .containsEntry("samples", 3);
            assertThat(warning.remedy()).isEqualTo("Give them back.");
        });
    }

    @Test
    void anAccountThatIsFullDoesNotExplainWhyThePoolNearlyIs() {
        pool.explains(() -> new Shortage(TimeoutCause.ACCOUNT_FULL, Map.of("account", "a"), "Call less for it."));
        pool.shows(FULL);
        samples(3);

        assertThat(report().warnings())
                .satisfiesExactly(
                        saturated -> {
                            assertThat(saturated.code()).isEqualTo("saturated");
                            assertThat(saturated.evidence()).containsEntry("cause", TimeoutCause.ACCOUNT_FULL);
                            assertThat(saturated.remedy()).isEqualTo("Call less for it.");
                        },
                        nearly -> {
                            assertThat(nearly.code()).isEqualTo("high-utilization");
                            assertThat(nearly.evidence()).doesNotContainKeys("cause", "account");
                            assertThat(nearly.remedy()).startsWith("Raise pools.scripted.orders.max-size (now 10)");
                        });
    }

    @Test
    void aPoolIsAskedForTheCauseOnceASampleHoweverManyRulesNameIt() {
        AtomicInteger asked = new AtomicInteger();
        pool.explains(() -> {
            asked.incrementAndGet();
            return null;
        });
        pool.shows(FULL);
        samples(3);
        int before = asked.get();
        samples(1);

        assertThat(report().warnings()).hasSize(2);
        assertThat(asked).hasValue(before + 1);
    }

    @Test
    void callersThatWaitForTheSizeAreToldTheKey() {
        pool.explains(() -> new Shortage(TimeoutCause.FULL, Map.of(), "Call less at once."));
        pool.shows(FULL);
        samples(3);

        assertThat(report().warnings()).allSatisfy(warning -> {
            assertThat(warning.evidence()).containsEntry("cause", TimeoutCause.FULL);
            assertThat(warning.remedy()).startsWith("Raise pools.scripted.orders.max-size (now 10)");
        });
    }

    @Test
    void aPoolIsAskedForACauseOnlyWhenCallersWaitAndItsFailuresDisturbNothing() {
        pool.explains(() -> {
            throw new IllegalStateException("the pool is broken");
        });
        pool.refuses(() -> {
            throw new IllegalStateException("the pool is broken");
        });
        answeredSamples(3);
        assertThat(report().warnings()).isEmpty();
        pool.shows(FULL);
        answeredSamples(3);
        assertThat(report().warnings()).extracting(Warning::code).containsExactly("saturated", "high-utilization");
    }

    @Test
    void aPoolThatBreaksTheContractIsShownWithItsLastCountsAndDisturbsNoOther() {
        ScriptedPool broken = new ScriptedPool("broken", clock);
        broken.shows(BUSY);
        pools.add(broken);
        samples(1);

        broken.breaks(new StackOverflowError());
        pool.recorder().released(1);
        pool.shows(FULL);
        samples(3);

        assertThat(monitor.report(broken))
                .get()
                .extracting(PoolReport::snapshot)
                .isEqualTo(BUSY);
        assertThat(report().status()).isEqualTo(PoolStatus.CRITICAL);
    }

    @Test
    void aProbeThatThrowsAnErrorIsAFailureAndIsTriedAgain() {
        pool.backendFails(new OutOfMemoryError("metaspace"));
        answeredSamples(1);
        assertThat(report().backend().error()).isEqualTo("OutOfMemoryError: metaspace");

        pool.backendFails(null);
        answeredSamples(8);

        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);
    }

    @Test
    void aProbeWithoutAVerdictChangesNothing() {
        answeredSamples(1);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);

        pool.backendFails(new NoVerdictException("full"));
        answeredSamples(30);

        assertThat(pool.probes()).isGreaterThan(1);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);
    }

    @Test
    void aSystemWithoutThreadsEndsNeitherTheWatchNorTheProbes() {
        AtomicBoolean threads = new AtomicBoolean();
        PoolMonitor starved = new PoolMonitor(SETTINGS, clock, clock::nanoTime, probe -> {
            if (!threads.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            probe.run();
        });
        starved.added(pool);
        starved.sample();
        assertThat(starved.report(pool).orElseThrow().backend().reachability()).isEqualTo(Reachability.UNKNOWN);

        threads.set(true);
        clock.pass(SETTINGS.interval());
        starved.sample();

        assertThat(starved.report(pool).orElseThrow().backend().reachability()).isEqualTo(Reachability.REACHABLE);
    }

    @Test
    void aProbeThatAPauseCutsOffSaysNothingOfTheBackend() {
        samples(1);
        monitor.pause();
        pool.backendFails(new IOException("The pool is closed"));
        runBackground();
        samples(SETTINGS.interval().toSeconds());
        assertThat(report().backend().reachability()).isEqualTo(Reachability.UNKNOWN);
        assertThat(background).as("probes of a paused monitor").isEmpty();

        monitor.resume();
        answeredSamples(1);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.UNREACHABLE);
    }

    @Test
    void aProbeOfBeforeThePauseIsNotHeardAfterIt() {
        samples(1);
        Runnable old = background.remove();
        monitor.pause();
        monitor.resume();
        clock.pass(SETTINGS.interval());
        answeredSamples(1);
        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);

        pool.backendFails(new IOException("The pool is closed"));
        old.run();

        assertThat(report().backend().reachability()).isEqualTo(Reachability.REACHABLE);
    }

    @Test
    void aProbeThatTheRemovalOfItsPoolCutsOffIsNotLogged() {
        try (LogCapture log = new LogCapture(BackendCheck.class)) {
            samples(1);
            pools.remove(pool);
            pool.backendFails(new IOException("The pool is closed"));
            runBackground();

            assertThat(pool.probes()).isEqualTo(1);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void aNoticeOfThePoolIsAWarningForAsLongAsItHoldsAndNoStatus() {
        PoolNotice notice = new PoolNotice("old-key", Map.of("days", 400), Duration.ofDays(1), "Make a new key.");
        answeredSamples(1);
        Instant began = clock.instant();
        pool.notices(() -> List.of(notice));
        answeredSamples(3);
        assertThat(report().warnings())
                .containsExactly(new Warning(
                        "old-key", Severity.WARNING, notice.evidence(), notice.window(), notice.remedy(), began));
        assertThat(report().status()).isEqualTo(PoolStatus.HEALTHY);

        pool.notices(List::of);
        answeredSamples(1);
        assertThat(report().warnings()).isEmpty();
    }

    @Test
    void aPoolWhoseNoticesCannotBeReadIsWatchedAllTheSame() {
        pool.notices(() -> {
            throw new IllegalStateException("no notices");
        });
        pool.shows(FULL);
        answeredSamples(3);
        assertThat(report().status()).isEqualTo(PoolStatus.CRITICAL);
    }

    @Test
    void peaksBeginAnewWithTheCountsOfTheMoment() {
        pool.shows(FULL);
        samples(1);
        pool.shows(CALM);
        samples(1);
        Instant reset = clock.instant();

        assertThat(monitor.resetPeaks(pool).orElseThrow().active().value()).isEqualTo(10);
        assertThat(report().peaks())
                .isEqualTo(new PoolPeaks(new Peak(2, reset), new Peak(0, reset), new Peak(5, reset)));

        pool.shows(BUSY);
        samples(1);
        assertThat(report().peaks().active().value()).isEqualTo(8);
    }

    @Test
    void aPoolThatIsNotWatchedHasNoPeaksToReset() {
        pools.remove(pool);

        assertThat(monitor.resetPeaks(pool)).isEmpty();
    }

    @Test
    void aRemovedPoolIsForgotten() {
        pools.remove(pool);

        assertThat(monitor.report(pool)).isEmpty();
        assertThat(monitor.status()).isEqualTo(PoolStatus.HEALTHY);
    }

    private PoolReport report() {
        return monitor.report(pool).orElseThrow();
    }

    private void samples(long count) {
        for (int i = 0; i < count; i++) {
            monitor.sample();
            clock.pass(Duration.ofSeconds(1));
        }
    }

    private void answeredSamples(int count) {
        for (int i = 0; i < count; i++) {
            samples(1);
            runBackground();
        }
    }

    private void runBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private static Map<String, Object> orderedMap(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @Test
    void eachChangeOfTheStatusIsAnEventOfThePool() {
        answeredSamples(3);
        assertThat(events()).isEmpty();
        pool.shows(FULL);
        answeredSamples(3);
        pool.shows(CALM);
        answeredSamples(2);

        assertThat(events())
                .extracting(PoolEvent::type, PoolEvent::pool, PoolEvent::backend, PoolEvent::details)
                .containsExactly(
                        tuple(
                                PoolEventType.STATUS_CHANGED,
                                "orders",
                                "scripted",
                                Map.of("from", "CRITICAL", "to", "HEALTHY", "active", 2, "pending", 0, "max", 10)),
                        tuple(
                                PoolEventType.STATUS_CHANGED,
                                "orders",
                                "scripted",
                                Map.of("from", "HEALTHY", "to", "CRITICAL", "active", 10, "pending", 4, "max", 10)));
    }

    @Test
    void aPoolWithoutEventsOfItsOwnTellsWhatItsRecorderTakesForAsLongAsItIsWatched() {
        PoolEvents events = monitor.events(pool).orElseThrow();
        pool.recorder().timedOut();
        monitor.endEvents();
        pool.recorder().timedOut();
        pools.remove(pool);
        pool.recorder().timedOut();

        assertThat(events.recent()).extracting(PoolEvent::type).containsExactly(PoolEventType.TIMED_OUT);
        assertThat(monitor.events(pool)).isEmpty();
    }

    @Test
    void aPoolWhosePartsCannotBeReadIsWatchedAllTheSame() {
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
                return FULL;
            }

            @Override
            public PoolEvents events() {
                throw new IllegalStateException("no events");
            }

            @Override
            public PoolControl control() {
                throw new StackOverflowError();
            }
        };

        pools.add(broken);

        assertThat(monitor.events(broken)).isPresent();
        assertThat(monitor.report(broken)).isPresent();
    }

    @Test
    void theEventsOfAPoolThatHasItsOwnAreThoseAndStayOpen() {
        PoolEvents own = PoolEvents.of("mail", "account");
        Pool mail = new Pool() {
            @Override
            public String name() {
                return "mail";
            }

            @Override
            public String backend() {
                return "account";
            }

            @Override
            public PoolSnapshot snapshot() {
                return FULL;
            }

            @Override
            public PoolEvents events() {
                return own;
            }
        };
        pools.add(mail);
        samples(3);

        assertThat(monitor.events(mail)).containsSame(own);
        assertThat(own.recent()).extracting(PoolEvent::type).containsExactly(PoolEventType.STATUS_CHANGED);
        own.addListener(PoolEventType.rare(), event -> {});
        pools.remove(mail);
        assertThat(own.listeners()).isEqualTo(1);
    }

    private List<PoolEvent> events() {
        return monitor.events(pool).orElseThrow().recent();
    }
}
