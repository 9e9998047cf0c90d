/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.poolstarter.advice.HistoryField;
import org.poolstarter.advice.SizeCeiling.Bound;
import org.poolstarter.advice.sizing.SizingAdvice.Confidence;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.TimeoutCause;

/**
 * Each rule on a case that is just enough, and on its neighbour that is not. Sizes are those of Erlang's formula, reckoned with
 * factorials and independently of the code: 5 erlangs of uses of one length, of which 99 of 100 callers wait at most a fifth,
 * take 10 connections; 15 take 21; 20 take 27.
 */
class SizingRulesTests {

    /* What each second brings more or less than the mean, as 100 Poisson arrivals do on the average, without a pattern. */
    private static final int[] UNEVEN = {10, -10, 10, 10, -10, -10, 10, -10, -10, 10};
    private static final Past NO_DAY = Past.of(Duration.ofMinutes(1), 10);

    @Test
    void arrivalsTimesUsageWithErlangsHeadroomIsTheSize() {
        SizingAdvice advice = advise(4, calm(4), NO_DAY);

        assertThat(advice.verdict()).isEqualTo(Verdict.GROW);
        assertThat(advice.advised()).isEqualTo(10);
        assertThat(advice.size()).isEqualTo(4);
        assertThat(advice.uses()).isEqualTo(6_000);
        assertThat(advice.window()).isEqualTo(Duration.ofMinutes(1));
        assertThat(advice.confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(advice.evidence())
                .contains(
                        entry("arrivalsPerSecond", 100.0),
                        entry("usageMeanMs", 50.0),
                        entry("busy", 5.0),
                        entry("peakedness", 1.0),
                        entry("wantedWaitMs", 10.0),
                        entry("waitPercentile", 99.0),
                        entry("peakDemand", 5L)); // four held, and one who waits
        assertThat(advice.summary())
                .isEqualTo(
                        "Grow from 4 to 10: 100.0 callers a second, each for 50.0 ms, keep 5.0 connections busy, and with 10 of them 99 of 100 wait at most 10.0 ms.");
        assertThat(advice.yaml()).isEqualTo("pools:\n  jdbc:\n    orders:\n      max-size: 10\n");
    }

    @Test
    void aPoolThatHasThatSizeKeepsItAndHasNothingToPaste() {
        SizingAdvice advice = advise(10, calm(10), NO_DAY);

        assertThat(advice.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advice.advised()).isEqualTo(10);
        assertThat(advice.yaml()).isNull();
    }

    @Test
    void oneConnectionTooFewIsLeftUnlessCallersWaitForIt() {
        assertThat(advise(9, calm(9).with(HistoryField.WAIT_P99, 9.9), NO_DAY).verdict())
                .isEqualTo(Verdict.GROW);
        assertThat(advise(18, busy(18, 15), NO_DAY).verdict()).isEqualTo(Verdict.GROW);
        assertThat(advise(20, busy(20, 15), NO_DAY).verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advise(20, busy(20, 15).with(HistoryField.WAIT_P99, 10.1), NO_DAY)
                        .verdict())
                .isEqualTo(Verdict.GROW);
    }

    @Test
    void whatCallersAreToWaitCanBeSaid() {
        SizingSettings strict = new SizingSettings(99, Duration.ofMillis(5), Duration.ofMinutes(1));
        SizingSettings lax = new SizingSettings(95, Duration.ofMillis(10), Duration.ofMinutes(1));

        // Reckoned as above, for uses that are exponential.
        assertThat(rules(subject(4), strict)
                        .advise(calm(4).points(), NO_DAY.points(), 1, null)
                        .advised())
                .isEqualTo(11);
        assertThat(rules(subject(4), lax)
                        .advise(calm(4).points(), NO_DAY.points(), 1, null)
                        .advised())
                .isEqualTo(9);
    }

    @Test
    void withFewerThanThirtyUsesOrLessThanTheWindowNothingIsSaid() {
        IntToDoubleFunction few = i -> (i < 29) ? 1 : 0;
        SizingAdvice tooFew = advise(4, idle(4).with(HistoryField.ACQUIRED, few), NO_DAY);
        assertThat(tooFew.verdict()).isEqualTo(Verdict.TOO_LITTLE_SEEN);
        assertThat(tooFew.uses()).isEqualTo(29);
        assertThat(tooFew.confidence()).isEqualTo(Confidence.LOW);

        IntToDoubleFunction enough = i -> (i < 30) ? 1 : 0;
        assertThat(advise(4, calm(4).with(HistoryField.ACQUIRED, enough), NO_DAY)
                        .verdict())
                .isEqualTo(Verdict.KEEP);

        Past halfAMinute = Past.of(Duration.ofSeconds(1), 30)
                .with(HistoryField.ACQUIRED, 100)
                .with(HistoryField.MAX, 4)
                .with(HistoryField.USAGE_MEAN, 50);
        assertThat(advise(4, halfAMinute, NO_DAY).verdict()).isEqualTo(Verdict.TOO_LITTLE_SEEN);
    }

    @Test
    void fewUsesThatLastAreCountedOneByOne() {
        // Sessions of minutes: 10 are held, and now and then 3 wait.
        Past sessions = calm(10).with(HistoryField.ACQUIRED, i -> (i % 10 == 0) ? 1 : 0)
                .with(HistoryField.ACTIVE, 10)
                .with(HistoryField.UTILIZATION, 1);
        Past queue = sessions.with(HistoryField.PENDING, i -> (i % 20 == 0) ? 3 : 0);

        SizingAdvice advice = advise(10, queue, NO_DAY);
        assertThat(advice.verdict()).isEqualTo(Verdict.GROW);
        assertThat(advice.advised()).isEqualTo(14);
        assertThat(advice.confidence()).isEqualTo(Confidence.LOW);

        assertThat(advise(10, sessions.with(HistoryField.PENDING, 0), NO_DAY).verdict())
                .isEqualTo(Verdict.KEEP);
        Past longQueue = sessions.with(HistoryField.PENDING, i -> (i % 2 == 0) ? 90 : 10);
        assertThat(advise(10, longQueue, NO_DAY).advised())
                .as("a step, since nobody would queue at a greater pool")
                .isEqualTo(20);
    }

    @Test
    void ofFewUsesThatLastThoseCountThatWereThereAndNotThoseThatCame() {
        Past sessions = Past.of(Duration.ofSeconds(1), 120)
                .with(HistoryField.MAX, 20)
                .with(HistoryField.ACQUIRED, i -> (i < 60) ? i % 3 / 2 : i % 30 / 29)
                .with(HistoryField.ACTIVE, i -> (i < 60) ? 5 : 12);

        SizingAdvice advice = advise(20, sessions, NO_DAY);

        assertThat(advice.advised()).isEqualTo(13);
        assertThat(advice.summary())
                .isEqualTo(
                        "Keep 20: the uses are few and long, and at most 12 connections were held or waited for at once.");
        assertThat(advice.evidence()).contains(entry("peakDemand", 12L)).doesNotContainKeys("usageMeanMs", "busy");
    }

    @Test
    void manyUsesOfWhichNoneHasEndedAreCountedLikewise() {
        Past sessions = Past.of(Duration.ofSeconds(1), 60)
                .with(HistoryField.MAX, 200)
                .with(HistoryField.ACQUIRED, 2)
                .with(HistoryField.ACTIVE, i -> 2 * i + 2);

        SizingAdvice advice = advise(200, sessions, NO_DAY);

        assertThat(advice.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advice.advised()).isEqualTo(121);
        assertThat(advice.summary()).startsWith("Keep 200: the uses are long, and at most 120 ");
        assertThat(advise(200, sessions.with(HistoryField.ACTIVE, 0), NO_DAY).summary())
                .contains("120 uses in 60 s, none of which has ended, where 30 in 60 s are wanted");
    }

    @Test
    void whoTimesOutWhileThereIsRoomNeedsNoConnection() {
        Past besides = calm(10).with(HistoryField.TIMED_OUT, 200);

        assertThat(advise(10, besides, NO_DAY).evidence()).contains(entry("arrivalsPerSecond", 100.0));
        assertThat(advise(10, besides.with(HistoryField.OPENING, i -> (i % 2 == 0) ? 3 : 7), NO_DAY)
                        .evidence())
                .as("no room")
                .contains(entry("arrivalsPerSecond", 300.0));
    }

    @Test
    void callersThatOnlyComeWhenOthersHaveLeftGiveNoSizeButAStep() {
        SizingAdvice advice = advise(4, loop(4, i -> 28), NO_DAY);

        assertThat(advice.verdict()).isEqualTo(Verdict.GROW_AND_MEASURE);
        assertThat(advice.advised()).isNull();
        assertThat(advice.confidence()).isEqualTo(Confidence.LOW);
        assertThat(advice.yaml()).contains("max-size: 8");
        assertThat(advice.evidence()).contains(entry("fullShare", 1.0), entry("utilization", 1.0));
    }

    @Test
    void callersThatJoinOneAfterAnotherAndThenOnlyComeWhenOthersHaveLeftAreALoopToo() {
        SizingAdvice advice = advise(4, loop(4, i -> Math.min(28, 1 + 2 * i)), NO_DAY);

        assertThat(advice.verdict()).isEqualTo(Verdict.GROW_AND_MEASURE);
    }

    @Test
    void aServerThatIsSlowerForSomeSecondsMakesNoWavesOfCallers() {
        Past uneven = loop(4, i -> 28).with(HistoryField.ACQUIRED, i -> (i / 6 % 2 == 0) ? 120 : 40);

        assertThat(advise(4, uneven, NO_DAY).verdict()).isEqualTo(Verdict.GROW_AND_MEASURE);
    }

    @Test
    void aFullPoolWhoseQueueGrowsAndShrinksHasCallersOfTheirOwn() {
        // 80 a second are served, and as many more join the queue or give up.
        Past queue = loop(4, i -> 40 + 30 * Math.sin(i)).with(HistoryField.TIMED_OUT, SizingRulesTests::hundred);

        SizingAdvice advice = advise(4, queue, NO_DAY);
        assertThat(advice.verdict()).isEqualTo(Verdict.GROW);
        assertThat(advice.advised()).isNotNull().isGreaterThan(8);
    }

    @Test
    void whereNobodyIsServedNobodyComesForThat() {
        assertThat(advise(10, stuck(i -> 5), NO_DAY).verdict())
                .as("six more, as of uses that last")
                .isEqualTo(Verdict.GROW);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FULL", "SLOW_SERVER"})
    void noOtherSizeIsAdvisedWhereItWouldNotHelp(TimeoutCause cause) {
        String summary = "Keep 10 while this lasts, since another size would not help. " + cause + ": ";
        for (Past recent : List.of(stuck(i -> 5), stuck(i -> i % 10), loop(10, i -> 28), busy(10, 15))) {
            SizingAdvice advice = advise(10, recent, cause);

            assertThat(advice.verdict()).isEqualTo(Verdict.KEEP);
            assertThat(advice.advised()).isNull();
            assertThat(advice.yaml()).isNull();
            assertThat(advice.summary()).startsWith(summary);
            assertThat(advice.saturation()).startsWith(cause + ": ").endsWith("(active=10).");
        }
        SizingAdvice day = rules(subject(40), SizingSettings.STANDARD)
                .advise(calm(40).points(), day(24, 16).points(), 0, new Saturation(cause, "active=40"));
        assertThat(day.yaml()).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL", "SLOW_SERVER"})
    void callersThatWaitForAConnectionInUseAreTheLoad(TimeoutCause cause) {
        assertThat(advise(10, busy(10, 15), cause).verdict()).isEqualTo(Verdict.GROW);
        assertThat(advise(10, loop(10, i -> 28), cause).verdict()).isEqualTo(Verdict.GROW_AND_MEASURE);
    }

    @Test
    void anAccountThatHasAllItMayHidesNoneOfTheOthersAndALeakDoes() {
        assertThat(advise(10, calm(10), TimeoutCause.ACCOUNT_FULL).advised()).isEqualTo(10);
        assertThat(advise(10, calm(10), TimeoutCause.LEAK).advised()).isNull();
        SizingAdvice full = rules(bounded(10, 10), SizingSettings.STANDARD)
                .advise(
                        loop(10, i -> 50).points(),
                        NO_DAY.points(),
                        0,
                        new Saturation(TimeoutCause.ACCOUNT_FULL, "activeOfAccount=1"));
        assertThat(full.summary()).as("not that more would be needed").startsWith("Keep 10 while this lasts");
    }

    @Test
    void aSizeThatFollowsTheLoadStaysWhereTheLoadIsHidden() {
        SizeSteps steps = new SizeSteps(new AdaptiveBounds(2, 40));
        for (Past recent : List.of(stuck(i -> 5), calm(30), idle(30).with(HistoryField.ACQUIRED, 0))) {
            SizingAdvice advice = rules(subject(30), SizingSettings.STANDARD)
                    .advise(recent.points(), NO_DAY.points(), 0, new Saturation(TimeoutCause.BACKEND_DOWN, "refused"));
            for (int i = 0; i < 10; i++) {
                assertThat(steps.next(30, 40, advice, SizeSteps.Direction.ANY)).isEqualTo(30);
            }
        }
    }

    @Test
    void withLessThanTheWindowNothingIsSaidWhateverCallersWaitFor() {
        Past halfAMinute = Past.of(Duration.ofSeconds(1), 30).with(HistoryField.MAX, 10);

        assertThat(advise(10, halfAMinute, TimeoutCause.LEAK).verdict()).isEqualTo(Verdict.TOO_LITTLE_SEEN);
    }

    @Test
    void usesThatGetLongerWithTheLoadAreTheServersFault() {
        SizingAdvice advice = advise(20, rising(20, true), NO_DAY);

        assertThat(advice.verdict()).isEqualTo(Verdict.SERVER_BOUND);
        // 100 a second for the 50 ms that a use takes without load are 5 erlangs.
        assertThat(advice.advised()).isEqualTo(10);
        assertThat(advice.yaml()).isNull();
        assertThat(advice.evidence())
                .contains(
                        entry("unloadedUsageMs", 50.0),
                        entry("loadedUsageMs", 150.0),
                        entry("heldWhenUnloaded", 5.0),
                        entry("heldWhenLoaded", 15.0));
        assertThat(advice.summary())
                .startsWith("Do not grow: with 15 connections held a use takes 150.0 ms, with 5 only 50.0 ms.");
    }

    @Test
    void twoLooksWithThirtyUsesTellWhatAUseTakesWithoutLoad() {
        assertThat(advise(20, risingAfter(2, 15), NO_DAY).verdict()).isEqualTo(Verdict.SERVER_BOUND);
        assertThat(advise(20, risingAfter(1, 100), NO_DAY).verdict()).isNotEqualTo(Verdict.SERVER_BOUND);
        assertThat(advise(20, risingAfter(2, 14), NO_DAY).verdict()).isNotEqualTo(Verdict.SERVER_BOUND);
    }

    @Test
    void aFewLongUsesAreNotTheServersFault() {
        assertThat(advise(30, rising(30, false), NO_DAY).verdict()).isEqualTo(Verdict.KEEP);
    }

    @Test
    void usesTooShortForTheClockSayNothingOfTheServer() {
        Past rising = rising(20, true);
        for (HistoryField field : List.of(
                HistoryField.USAGE_P50, HistoryField.USAGE_P95, HistoryField.USAGE_P99, HistoryField.USAGE_MEAN)) {
            rising = rising.with(field, 0);
        }

        assertThat(advise(20, rising, NO_DAY).verdict()).isEqualTo(Verdict.KEEP);
    }

    @Test
    void aSizeIsPastedWithWhatWouldContradictIt() {
        PoolSettings settings = new PoolSettings(
                "medium",
                "pools.jdbc.orders",
                List.of(
                        new Setting("max-size", 40, "medium"),
                        new Setting("min-idle", 30, "pools.jdbc.orders.hikari.minimum-idle"),
                        new Setting("max-size-limit", 8, "pools.jdbc.orders.max-size-limit")));

        assertThat(advise(new Subject(settings, 40, 30, null), calm(40), day(24, 16))
                        .yaml())
                .contains("max-size: 20\n", "minimum-idle: 20\n")
                .doesNotContain("max-size-limit: 8");
        assertThat(advise(new Subject(settings, 4, 2, null), calm(4), NO_DAY).yaml())
                .contains("max-size: 10\n", "max-size-limit: 10\n");
    }

    @Test
    void aDayOfFewerMakesThePoolSmaller() {
        SizingAdvice advice = advise(40, calm(40), day(24, 16));

        assertThat(advice.verdict()).isEqualTo(Verdict.SHRINK);
        assertThat(advice.advised()).isEqualTo(20);
        assertThat(advice.summary())
                .isEqualTo("Shrink from 40 to 20: in 24 hours no more than 16 connections were held at once.");
        assertThat(advice.yaml()).contains("max-size: 20");
    }

    @Test
    void lessThanADayOrOneHourOfManyLeavesItAsItIs() {
        assertThat(advise(40, calm(40), day(21, 16)).verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advise(40, calm(40), day(24, 26)).verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advise(40, calm(40), day(24, 25)).verdict()).isEqualTo(Verdict.SHRINK);
    }

    @Test
    void aTimeInWhichNobodyLookedIsNoQuietDay() {
        Past weekend = Past.of(Duration.ofMinutes(1), 30)
                .with(HistoryField.MAX, 50)
                .with(HistoryField.ACTIVE, 4)
                .after(Duration.ofHours(60), 20);
        assertThat(advise(50, calm(50), weekend).verdict()).isEqualTo(Verdict.KEEP);

        // A point that comes late counts twice at most.
        Past late = day(24, 16).after(Duration.ofMinutes(1), 500);
        assertThat(late.points().span()).isEqualTo(Duration.ofMinutes(24 * 60 + 1));
        Past later = day(24, 16).after(Duration.ofHours(3), 500);
        assertThat(later.points().span()).isEqualTo(Duration.ofMinutes(24 * 60 + 1));
    }

    @Test
    void aMinuteInWhichNobodyLookedIsNoWindow() {
        Past recent = Past.of(Duration.ofSeconds(1), 20)
                .with(HistoryField.ACQUIRED, 100)
                .with(HistoryField.ACTIVE, 5)
                .with(HistoryField.MAX, 10)
                .with(HistoryField.USAGE_MEAN, 50)
                .after(Duration.ofHours(1), 10);

        SizingAdvice advice = advise(10, recent, NO_DAY);
        assertThat(advice.verdict()).isEqualTo(Verdict.TOO_LITTLE_SEEN);
        assertThat(advice.window()).isEqualTo(Duration.ofSeconds(21));
    }

    @Test
    void burstsThatOutrunOpeningsAskForMoreIdleConnections() {
        SizingAdvice advice = advise(10, openings(3), NO_DAY);

        assertThat(advice.further()).singleElement().satisfies(further -> {
            assertThat(further.setting()).isEqualTo("min-idle");
            assertThat(further.value()).isEqualTo(7);
            assertThat(further.evidence())
                    .containsExactly(
                            entry("late", 3), entry("waitP99Ms", 45.0), entry("opened", 6L), entry("demandP95", 7));
        });
        assertThat(advice.yaml()).contains("min-idle: 7").doesNotContain("max-size");
        assertThat(advise(10, openings(2), NO_DAY).further()).isEmpty();
    }

    @Test
    void aPoolWithoutIdleConnectionsOfItsOwnIsAskedForNone() {
        Subject accounts = new Subject(
                new PoolSettings("medium", "pools.accounts.mail", List.of(new Setting("max-size", 10, "medium"))),
                10,
                0,
                null);

        SizingAdvice advice = advise(accounts, openings(3), NO_DAY);
        assertThat(advice.further()).isEmpty();
        assertThat(advice.yaml()).isNull();
    }

    @Test
    void waitsForAPoolThatIsFullAreNotForOpenings() {
        Past full = openings(3).with(HistoryField.SIZE, 10).with(HistoryField.PENDING, i -> (i < 3) ? 1 : 0);

        assertThat(advise(10, full, NO_DAY).further()).isEmpty();
    }

    @Test
    void nothingIsAdvisedAboveTheBound() {
        SizingAdvice lowered = advise(bounded(4, 7), calm(4), NO_DAY);
        assertThat(lowered.verdict()).isEqualTo(Verdict.GROW);
        assertThat(lowered.advised()).isEqualTo(7);
        assertThat(lowered.summary()).endsWith(" 10 would be needed; the server grants 7");
        assertThat(lowered.evidence()).contains(entry("bound", 7), entry("boundReason", "the server grants 7"));

        SizingAdvice reached = advise(bounded(4, 4), calm(4), NO_DAY);
        assertThat(reached.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(reached.yaml()).isNull();
        assertThat(reached.summary())
                .isEqualTo("10 connections would be needed, and no more than 4 may be: the server grants 4");
    }

    @Test
    void aPoolThatIsGreaterThanItMayBeAndNeedsNoMoreGetsSmaller() {
        SizingAdvice enough = advise(bounded(50, 20), calm(50), NO_DAY);
        assertThat(enough.verdict()).isEqualTo(Verdict.SHRINK);
        assertThat(enough.advised()).isEqualTo(20);
        assertThat(enough.summary())
                .isEqualTo("Shrink from 50 to 20: no more may be (the server grants 20), and 10 would do.");
        assertThat(enough.yaml()).contains("max-size: 20");
    }

    @Test
    void aPoolThatNeedsMoreThanThereMayBeIsNotMadeSmaller() {
        SizingAdvice tooFew = advise(bounded(12, 7), calm(12), NO_DAY);
        assertThat(tooFew.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(tooFew.summary())
                .isEqualTo("10 connections would be needed, and no more than 7 may be: the server grants 7");
        assertThat(tooFew.yaml()).isNull();
        assertThat(advise(bounded(20, 7), idle(20).with(HistoryField.ACQUIRED, 0), NO_DAY)
                        .verdict())
                .isEqualTo(Verdict.TOO_LITTLE_SEEN);
    }

    @Test
    void aPoolWithoutABoundIsNotGivenThatOfItsServer() {
        Past many = calm(Integer.MAX_VALUE).with(HistoryField.UTILIZATION, 0);

        SizingAdvice enough = advise(bounded(Integer.MAX_VALUE, 20), many, NO_DAY);
        assertThat(enough.summary()).startsWith("Keep it without a bound: ");
        assertThat(enough.yaml()).isNull();
        SizingAdvice tooFew = advise(bounded(Integer.MAX_VALUE, 7), many, NO_DAY);
        assertThat(tooFew.summary())
                .isEqualTo("10 connections would be needed, and no more than 7 may be: the server grants 7");
        assertThat(tooFew.yaml()).isNull();
    }

    @Test
    void moreIdleConnectionsThanThereMayBeAreNotAskedFor() {
        assertThat(advise(bounded(10, 5), openings(3), NO_DAY).further())
                .singleElement()
                .satisfies(further -> assertThat(further.value()).isEqualTo(5));
        assertThat(advise(bounded(Integer.MAX_VALUE, 5), openings(3), NO_DAY).further())
                .singleElement()
                .satisfies(further -> assertThat(further.value()).isEqualTo(5));
    }

    @Test
    void aFullPoolThatMayNotGrowIsToldWhy() {
        SizingAdvice advice = rules(bounded(4, 4), SizingSettings.STANDARD)
                .advise(loop(4, i -> 28).points(), NO_DAY.points(), 0, new Saturation(TimeoutCause.FULL, "active=4"));

        assertThat(advice.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advice.saturation()).contains("more are needed than there may be");
    }

    @Test
    void theBoundHoldsForAMeasurementToo() {
        assertThat(advise(bounded(4, 5), loop(4, i -> 28), NO_DAY).yaml()).contains("max-size: 5");
        assertThat(advise(bounded(4, 4), loop(4, i -> 28), NO_DAY).verdict()).isEqualTo(Verdict.KEEP);
    }

    @Test
    void callersThatComeInWavesNeedASizeForTheWave() {
        // 300 a second for 3 s of each 10 and else 14 are 100 on the average; 15 erlangs take 21.
        Past waves = calm(4).with(HistoryField.ACQUIRED, i -> (i % 10 < 3) ? 300 : 14);

        SizingAdvice advice = advise(4, waves, NO_DAY);
        assertThat(advice.advised()).isEqualTo(21);
        assertThat(advice.evidence()).contains(entry("arrivalsPerSecond", 300.0), entry("arrivalsInWaves", true));
    }

    @Test
    void callersThatComeInBatchesNeedRoomForTheOthersOfTheBatch() {
        // Four times the variance of Poisson in arrivals and in what is held: twice the headroom, and three before the
        // last.
        Past batches = calm(4).with(HistoryField.ACQUIRED, i -> 100 + 2 * UNEVEN[i % UNEVEN.length])
                .with(HistoryField.ACTIVE, i -> 5 + UNEVEN[i % UNEVEN.length] * Math.sqrt(20) / 10)
                .with(HistoryField.PENDING, 0)
                .with(HistoryField.MAX, 40);

        SizingAdvice advice = advise(4, batches, NO_DAY);
        assertThat(advice.evidence()).contains(entry("peakedness", 4.0));
        assertThat(advice.advised()).isEqualTo(5 + 2 * (10 - 5) + 3);
    }

    @Test
    void aBurstThatComesOnceIsNoHabit() {
        Past once = bursts(i -> i - 30);
        Past again = bursts(i -> i % 20);

        assertThat(advise(20, once, NO_DAY).evidence()).contains(entry("peakedness", 1.0));
        assertThat((Double) advise(20, again, NO_DAY).evidence().get("peakedness"))
                .isGreaterThan(1.5);
    }

    /** 800 callers at once in the look 0, of whom 500 still wait at its end and none at that of the next. */
    private static Past bursts(IntUnaryOperator look) {
        return calm(20).with(HistoryField.ACQUIRED, i -> switch (look.applyAsInt(i)) {
                    case 0 -> 300;
                    case 1 -> 600;
                    default -> 100;
                })
                .with(HistoryField.ACTIVE, i -> (look.applyAsInt(i) == 0) ? 20 : 5)
                .with(HistoryField.PENDING, i -> (look.applyAsInt(i) == 0) ? 500 : 0);
    }

    @Test
    void ofAClientOfSeveralServersTheFullestCounts() {
        // 10 held, 5 of them on the fullest server, whose bound is 8.
        Past servers = calm(8).with(HistoryField.ACQUIRED, i -> 200 + 1.4 * UNEVEN[i % UNEVEN.length])
                .with(HistoryField.ACTIVE, i -> 10 + (i % 2 == 0 ? 3 : -3))
                .with(HistoryField.UTILIZATION, i -> (5 + (i % 2 == 0 ? 1.5 : -1.5)) / 8);

        SizingAdvice advice = advise(8, servers, NO_DAY);
        assertThat(advice.evidence()).contains(entry("fullestServerShare", 0.5), entry("busy", 5.0));
        assertThat(advice.advised()).isEqualTo(10);
    }

    @Test
    void aLoopOverSeveralServersThatAreAllFullIsALoop() {
        // Three servers with 50 each, and 84 callers that wait.
        Past servers = loop(50, i -> 84).with(HistoryField.ACTIVE, 150).with(HistoryField.ACQUIRED, 3_000);

        SizingAdvice advice = advise(50, servers, NO_DAY);
        assertThat(advice.verdict()).isEqualTo(Verdict.GROW_AND_MEASURE);
        assertThat(advice.yaml()).contains("max-size: 78\n"); // a third of 234
        assertThat(advice.evidence()).contains(entry("fullestServerShare", 0.333), entry("peakDemand", 78L));
    }

    @Test
    void severalServersThatHoldMoreTogetherThanOneMayAreNotFull() {
        // Three servers with 20 of 50 each; whoever waits has a connection opened.
        Past servers = Past.minute(50, 50)
                .with(HistoryField.ACQUIRED, 1_200)
                .with(HistoryField.ACTIVE, 60)
                .with(HistoryField.UTILIZATION, 0.4)
                .with(HistoryField.PENDING, 1)
                .with(HistoryField.OPENING, 1)
                .with(HistoryField.TIMED_OUT, 100);

        SizingAdvice advice = advise(50, servers, NO_DAY);
        assertThat(advice.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advice.evidence())
                .contains(
                        entry("utilization", 0.4),
                        entry("fullShare", 0.0),
                        entry("arrivalsPerSecond", 1_200.0),
                        entry("busy", 20.0));
    }

    @Test
    void aPoolWithoutABoundIsToldWhatWouldDoAndGetsNone() {
        Past many = calm(Integer.MAX_VALUE).with(HistoryField.UTILIZATION, 0);
        SizingAdvice advice = advise(Integer.MAX_VALUE, many, day(24, 16));

        assertThat(advice.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advice.advised()).isEqualTo(10);
        assertThat(advice.yaml()).isNull();
        assertThat(advice.evidence()).contains(entry("busy", 5.0)).doesNotContainKey("fullestServerShare");
        assertThat(advice.summary())
                .isEqualTo(
                        "Keep it without a bound: for the busiest 60 s 10 would do; 100.0 callers a second, each for 50.0 ms, keep 5.0 connections busy.");

        Past sessions = many.with(HistoryField.ACQUIRED, i -> (i % 10 == 0) ? 1 : 0);
        assertThat(advise(Integer.MAX_VALUE, sessions, NO_DAY).summary())
                .startsWith("Keep it without a bound: the uses are few and long, and at most 7 ");
        assertThat(advise(Integer.MAX_VALUE, many, TimeoutCause.BACKEND_DOWN).summary())
                .startsWith("Keep it without a bound while this lasts");
    }

    @Test
    void fewOfVeryManyAreNotRoundedAway() {
        // 3 and 7 of 3,000 are told as if they were 3 and 6, and of 16,000 as if there were none.
        Past few = calm(3_000).with(HistoryField.UTILIZATION, i -> (i % 2 == 0) ? 0.002 : 0.001);
        Past fewer = calm(16_000).with(HistoryField.UTILIZATION, 0);

        assertThat(advise(3_000, few, NO_DAY).evidence()).contains(entry("busy", 5.0));
        assertThat(advise(16_000, fewer, NO_DAY).evidence()).contains(entry("busy", 5.0));
    }

    @Test
    void aSizeThatFollowsTheLoadIsNotPasted() {
        Setting configured = new Setting("sizing", "adaptive", "pools.jdbc.orders.sizing");
        Setting moved = new Setting("max-size", 40, "adaptive");
        Setting fixed = new Setting("max-size", 40, "medium");
        for (List<Setting> settings : List.of(List.of(moved), List.of(configured, fixed))) {
            PoolSettings all = new PoolSettings("medium", "pools.jdbc.orders", settings);

            SizingAdvice quiet = advise(new Subject(all, 40, 2, null), calm(40), day(24, 16));
            assertThat(quiet.verdict()).isEqualTo(Verdict.KEEP);
            assertThat(quiet.advised()).isEqualTo(10);
            assertThat(quiet.yaml()).isNull();

            SizingAdvice few = advise(new Subject(all, 4, 2, null), calm(4), NO_DAY);
            assertThat(few.verdict()).isEqualTo(Verdict.GROW);
            assertThat(few.advised()).isEqualTo(10);
            assertThat(few.yaml()).isNull();

            SizingAdvice idle = advise(new Subject(all, 10, 2, null), openings(3), NO_DAY);
            assertThat(idle.further()).isNotEmpty();
            assertThat(idle.yaml()).isNull();
        }
    }

    @Test
    void aSizeIsPastedWhereItWasSet() {
        assertThat(yaml("pools.jdbc.orders", "medium")).contains("    orders:\n      max-size: 10\n");
        assertThat(yaml("pools.jdbc.orders", "pools.jdbc.orders.hikari.maximum-pool-size"))
                .contains("      hikari:\n        maximum-pool-size: 10\n")
                .doesNotContain("max-size");
        assertThat(yaml(null, "spring.datasource.hikari.maximum-pool-size"))
                .isEqualTo("spring:\n  datasource:\n    hikari:\n      maximum-pool-size: 10\n");
        assertThat(yaml("pools.jdbc.orders", "pools.jdbc.orders.pgbouncer.mode"))
                .contains("      max-size: 10\n");
        assertThat(yaml(null, "set in code")).isNull();
    }

    private static @Nullable String yaml(@Nullable String prefix, String origin) {
        PoolSettings settings = new PoolSettings(null, prefix, List.of(new Setting("max-size", 4, origin)));
        return advise(new Subject(settings, 4, 0, null), calm(4), NO_DAY).yaml();
    }

    private static double hundred(int i) {
        return 100 + UNEVEN[i % UNEVEN.length];
    }

    private static double fiveHeld(int i) {
        return 5 + (i % 2 == 0 ? 2 : -2);
    }

    /** 100 uses of 50 ms each second; somebody waits where seven cannot be held. */
    private static Past calm(int max) {
        return Past.minute(max, 50)
                .with(HistoryField.ACQUIRED, SizingRulesTests::hundred)
                .with(HistoryField.ACTIVE, i -> Math.min(max, fiveHeld(i)))
                .with(HistoryField.PENDING, (max < 7) ? 1 : 0)
                .with(HistoryField.UTILIZATION, i -> Math.min(1, fiveHeld(i) / max));
    }

    private static Past idle(int max) {
        return calm(max).with(HistoryField.ACTIVE, 0).with(HistoryField.UTILIZATION, 0);
    }

    /** So many erlangs of uses of 50 ms. */
    private static Past busy(int max, int erlangs) {
        return calm(max)
                .with(HistoryField.ACQUIRED, i -> erlangs * 20 + 1.7 * UNEVEN[i % UNEVEN.length])
                .with(HistoryField.ACTIVE, i -> erlangs + (i % 2 == 0 ? 4 : -4))
                .with(HistoryField.UTILIZATION, 0.9);
    }

    /** All connections always held. */
    private static Past loop(int max, IntToDoubleFunction pending) {
        return Past.minute(max, 50)
                .with(HistoryField.ACQUIRED, 20 * max)
                .with(HistoryField.ACTIVE, max)
                .with(HistoryField.UTILIZATION, 1)
                .with(HistoryField.PENDING, pending)
                .with(HistoryField.WAIT_P99, 350);
    }

    /** Ten connections that never come back, and callers whose time is up. */
    private static Past stuck(IntToDoubleFunction pending) {
        return Past.minute(10, Double.NaN)
                .with(HistoryField.ACTIVE, 10)
                .with(HistoryField.UTILIZATION, 1)
                .with(HistoryField.PENDING, pending)
                .with(HistoryField.TIMED_OUT, 1);
    }

    /** Half a minute with 5 held, and one with 15, for three times as long: all uses or only the mean of them. */
    private static Past rising(int max, boolean all) {
        return rising(max, 30, all);
    }

    /** Few are held for so many seconds, with so many uses in each; after that uses take three times as long. */
    private static Past risingAfter(int seconds, int uses) {
        return rising(20, seconds, true).with(HistoryField.ACQUIRED, i -> (i < seconds) ? uses : 100);
    }

    private static Past rising(int max, int seconds, boolean all) {
        IntToDoubleFunction usage = i -> (i < seconds) ? 50 : 150;
        Past past = calm(max)
                .with(HistoryField.ACTIVE, i -> (i < seconds) ? 5 : 15)
                .with(HistoryField.USAGE_MEAN, usage)
                .with(HistoryField.UTILIZATION, 0.5);
        return all ? past.with(HistoryField.USAGE_P50, usage).with(HistoryField.USAGE_P95, usage) : past;
    }

    private static Past day(int hours, int most) {
        return Past.of(Duration.ofMinutes(1), hours * 60)
                .with(HistoryField.MAX, 40)
                .with(HistoryField.ACTIVE, i -> (i == 7) ? most : 3);
    }

    /** In so many seconds two connections are opened while callers wait. */
    private static Past openings(int late) {
        return calm(10).with(HistoryField.SIZE, 8)
                .with(HistoryField.OPENED, i -> (i < late) ? 2 : 0)
                .with(HistoryField.WAIT_P99, i -> (i < late) ? 45 : 0.1);
    }

    private static SizingAdvice advise(int max, Past recent, Past past) {
        return advise(subject(max), recent, past);
    }

    private static SizingAdvice advise(int max, Past recent, TimeoutCause cause) {
        return rules(subject(max), SizingSettings.STANDARD)
                .advise(recent.points(), NO_DAY.points(), 0, new Saturation(cause, "active=10"));
    }

    private static SizingAdvice advise(Subject subject, Past recent, Past past) {
        return rules(subject, SizingSettings.STANDARD).advise(recent.points(), past.points(), 0, null);
    }

    private static SizingRules rules(Subject subject, SizingSettings settings) {
        return new SizingRules(subject, settings);
    }

    private static Subject subject(int max) {
        return new Subject(settings(max), max, 2, null);
    }

    private static Subject bounded(int max, int bound) {
        return new Subject(settings(max), max, 2, new Bound(bound, "the server grants " + bound));
    }

    private static PoolSettings settings(int max) {
        return new PoolSettings("medium", "pools.jdbc.orders", List.of(new Setting("max-size", max, "medium")));
    }
}
