/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.poolstarter.pool.TimeoutCause.BACKEND_DOWN;
import static org.poolstarter.pool.TimeoutCause.FULL;
import static org.poolstarter.pool.TimeoutCause.LEAK;
import static org.poolstarter.pool.TimeoutCause.OPEN_FAILING;
import static org.poolstarter.pool.TimeoutCause.POOLER_FULL;
import static org.poolstarter.pool.TimeoutCause.SLOW_OPEN;
import static org.poolstarter.pool.TimeoutCause.SLOW_SERVER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.LongUses;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

/** Each cause beside the one it is most easily taken for. */
class DiagnosisTests {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration TYPICAL = Duration.ofMillis(20);

    /* Of 100 uses a second in a pool of 5, where 3 of 100 take a second: 3 of the 5 are held by these. */
    private static final LongUses FEW_LONG = share(900, 30_000, 90, 3_000);

    @Test
    void aPoolWhoseHoldersDoWhatTheyAlwaysDoIsFull() {
        assertThat(full(Duration.ofMillis(50), running(4, 120))).isEqualTo(FULL);
    }

    @Test
    void usesThatAreLongByNatureMakeNoSlowServer() {
        assertThat(full(Duration.ofSeconds(5), running(4, 9_000))).isEqualTo(FULL);
        assertThat(full(Duration.ofSeconds(5), running(4, 15_000))).isEqualTo(SLOW_SERVER);
    }

    @Test
    void halfOfTheHoldersMustBeSlow() {
        assertThat(full(Duration.ofMillis(50), running(2, 5_000), running(2, 20)))
                .isEqualTo(SLOW_SERVER);
        assertThat(full(Duration.ofMillis(50), running(1, 5_000), running(3, 20)))
                .isEqualTo(FULL);
    }

    @Test
    void whatIsShortIsNeverSlowHoweverMuchLongerItGot() {
        assertThat(full(Duration.ofMillis(1), running(4, 99))).isEqualTo(FULL);
        assertThat(full(Duration.ofMillis(1), running(4, 100))).isEqualTo(SLOW_SERVER);
    }

    @Test
    void withoutKnownUsesASecondIsSlow() {
        assertThat(full(null, running(4, 999))).isEqualTo(FULL);
        assertThat(full(null, running(4, 1_000))).isEqualTo(SLOW_SERVER);
    }

    @Test
    void fewLongUsesThatAreUsualMakeNoSlowServerThoughTheyHoldMostConnections() {
        assertThat(withLong(FEW_LONG, 3, 500)).isEqualTo(FULL);
        assertThat(withLong(FEW_LONG, 5, 900)).isEqualTo(FULL);
        assertThat(withLong(null, 3, 500)).isEqualTo(SLOW_SERVER);
    }

    @Test
    void moreLongUsesThanUsualAreASlowServer() {
        assertThat(withLong(share(900, 30_000, 180, 3_000), 3, 500)).isEqualTo(FULL);
        assertThat(withLong(share(900, 30_000, 181, 3_000), 3, 500)).isEqualTo(SLOW_SERVER);
        // Of few some more may be long by chance: 4 are usual, and three standard deviations of that are 6.
        assertThat(withLong(ofTwentySeconds(10), 3, 500)).isEqualTo(FULL);
        assertThat(withLong(ofTwentySeconds(11), 3, 500)).isEqualTo(SLOW_SERVER);
    }

    @Test
    void usesThatLastLongerThanTheLongOnesDoAreASlowServer() {
        assertThat(withLong(FEW_LONG, 3, 2_000)).isEqualTo(FULL);
        assertThat(withLong(FEW_LONG, 3, 2_001)).isEqualTo(SLOW_SERVER);
    }

    @Test
    void moreHeldThanTheUsualOnesHoldAreASlowServer() {
        // One is held by a long use on the average, and by chance four.
        assertThat(withLong(share(900, 30_000, 30, 1_000), 4, 500)).isEqualTo(FULL);
        assertThat(withLong(share(900, 30_000, 30, 1_000), 5, 500)).isEqualTo(SLOW_SERVER);
    }

    @Test
    void aFewThatWereLongOnceAreNotUsual() {
        assertThat(withLong(share(9, 90, 9, 90), 2, 500)).isEqualTo(SLOW_SERVER);
        assertThat(withLong(share(10, 100, 10, 100), 2, 500)).isEqualTo(FULL);
    }

    @Test
    void theEvidenceSaysHowUsualLongUsesAre() {
        assertThat(Diagnosis.of(full(TYPICAL, FEW_LONG, running(5, 900))))
                .isNotNull()
                .satisfies(found -> assertThat(found.evidence())
                        .containsEntry("typicalUseMs", 20L)
                        .containsEntry("longestHeldMs", 900L)
                        .containsEntry("longUsesPercent", 3.0)
                        .containsEntry("longUseMeanMs", 1_000L));
    }

    @Test
    void longAndUnusedIsALeakAndLongAndRunningIsNot() {
        assertThat(full(Duration.ofMillis(50), idle(4, 10_000))).isEqualTo(LEAK);
        assertThat(full(Duration.ofMillis(50), idle(4, 9_999))).isEqualTo(FULL);
        assertThat(full(Duration.ofMillis(50), running(4, 10_000))).isEqualTo(SLOW_SERVER);
    }

    @Test
    void aQuarterOfTheHoldersIsEnoughOfALeak() {
        assertThat(full(Duration.ofMillis(50), idle(1, 60_000), running(3, 20))).isEqualTo(LEAK);
        assertThat(full(Duration.ofMillis(50), idle(1, 60_000), running(4, 20))).isEqualTo(FULL);
    }

    @Test
    void roomAndNoFailureIsSlowOpening() {
        assertThat(room(1, null, false, true)).isEqualTo(SLOW_OPEN);
        assertThat(room(0, null, false, true)).isNull();
    }

    @Test
    void aServerThatCannotBeReachedIsDownAndOneThatRefusesIsNot() {
        assertThat(room(1, "Connection refused", true, false)).isEqualTo(BACKEND_DOWN);
        assertThat(room(1, "password authentication failed", false, false)).isEqualTo(OPEN_FAILING);
        assertThat(room(0, "Connection refused", true, true)).isEqualTo(OPEN_FAILING);
    }

    @Test
    void whatWaitsForAPoolerIsNoSlowServer() {
        PoolNotice queue = new PoolNotice("pooler", Map.of("clientsWaiting", 3), Duration.ZERO, "Ask the pooler.");
        Situation full = new Situation(
                2, 0, 0, 2, running(2, 5_000), LONG, Duration.ofMillis(5), null, null, false, true, queue);
        assertThat(cause(full)).isEqualTo(POOLER_FULL);
        Situation checked = new Situation(2, 0, 0, 2, List.of(), LONG, null, null, null, false, true, queue);
        assertThat(cause(checked)).isEqualTo(POOLER_FULL);
        Situation opening = new Situation(1, 0, 1, 4, running(1, 20), LONG, null, null, null, false, true, queue);
        assertThat(cause(opening)).isEqualTo(POOLER_FULL);
        Situation leaked = new Situation(2, 0, 0, 2, idle(2, 60_000), LONG, null, null, null, false, true, queue);
        assertThat(cause(leaked)).isEqualTo(LEAK);
        assertThat(Diagnosis.of(full)).isNotNull().satisfies(found -> {
            assertThat(found.evidence()).containsEntry("clientsWaiting", 3).containsEntry("running", 2);
            assertThat(found.remedy()).isEqualTo("Ask the pooler.");
        });
    }

    @Test
    void aFullPoolIsExplainedByItsHoldersWhateverOpeningDid() {
        Situation situation =
                new Situation(2, 0, 0, 2, idle(2, 60_000), LONG, null, null, "Connection refused", true, false, null);
        assertThat(cause(situation)).isEqualTo(LEAK);
    }

    @Test
    void aPoolWithAFreeConnectionNeedsNoExplanation() {
        assertThat(Diagnosis.of(new Situation(3, 1, 0, 4, idle(3, 60_000), LONG, null, null, null, false, true, null)))
                .isNull();
    }

    @Test
    void theEvidenceNamesTheNumbers() {
        Shortage leak = Diagnosis.of(
                new Situation(2, 0, 0, 2, idle(2, 60_000), LONG, Duration.ofMillis(5), null, null, false, true, null));
        assertThat(leak).isNotNull().satisfies(found -> {
            assertThat(found.evidence())
                    .containsEntry("active", 2)
                    .containsEntry("max", 2)
                    .containsEntry("heldAndNotUsed", 2)
                    .containsEntry("longestHeldMs", 60_000L);
            assertThat(found.remedy()).contains("try-with-resources");
        });
    }

    @SafeVarargs
    private static @Nullable TimeoutCause full(@Nullable Duration typicalUse, List<HeldConnection>... holders) {
        List<HeldConnection> all = new ArrayList<>();
        for (List<HeldConnection> some : holders) {
            all.addAll(some);
        }
        return cause(full(typicalUse, null, all));
    }

    private static Situation full(
            @Nullable Duration typicalUse, @Nullable LongUses longUses, List<HeldConnection> all) {
        return new Situation(all.size(), 0, 0, all.size(), all, LONG, typicalUse, longUses, null, false, true, null);
    }

    private static LongUses share(long uses, long of, long lateUses, long lateOf) {
        return new LongUses(uses, of, Duration.ofSeconds(1), lateUses, lateOf, Duration.ofSeconds(30));
    }

    /* One of ten is long, and 40 ended within half a minute. */
    private static LongUses ofTwentySeconds(long lateUses) {
        return new LongUses(1_000, 10_000, Duration.ofSeconds(20), lateUses, 40, Duration.ofSeconds(30));
    }

    /** Beside two that are as ever. */
    private static @Nullable TimeoutCause withLong(@Nullable LongUses longUses, int count, long millis) {
        return cause(full(
                TYPICAL,
                longUses,
                Stream.concat(running(count, millis).stream(), running(2, 10).stream())
                        .toList()));
    }

    private static @Nullable TimeoutCause room(
            int opening, @Nullable String failure, boolean ofConnecting, boolean answeredSince) {
        return cause(new Situation(
                1, 0, opening, 4, running(1, 20), LONG, null, null, failure, ofConnecting, answeredSince, null));
    }

    private static @Nullable TimeoutCause cause(Situation situation) {
        Shortage diagnosis = Diagnosis.of(situation);
        return (diagnosis != null) ? diagnosis.cause() : null;
    }

    private static List<HeldConnection> running(int count, long millis) {
        return Collections.nCopies(count, held(millis, true));
    }

    private static List<HeldConnection> idle(int count, long millis) {
        return Collections.nCopies(count, held(millis, false));
    }

    private static HeldConnection held(long millis, boolean running) {
        return new HeldConnection("worker", true, Duration.ofMillis(millis), running, "select 1", null, List.of());
    }
}
