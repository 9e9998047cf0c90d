/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.account.FuzzModel.Event;
import org.slf4j.LoggerFactory;

/**
 * Runs pools by chance and holds them to what is promised. The properties {@code account.fuzz.seeds} and {@code
 * account.fuzz.steps} say how much; {@code account.fuzz.seed} replays one seed alone.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccountPoolFuzzTests {

    private static final Logger logger = (Logger) LoggerFactory.getLogger("org.poolstarter.account");
    private static final int SEEDS = Integer.getInteger("account.fuzz.seeds", 200);
    private static final int STEPS = Integer.getInteger("account.fuzz.steps", 7_000);

    /* How many operations are promised, and enough for everything to happen that may. */
    private static final long ENOUGH = 1_000_000;

    private static final Map<Event, Long> events = new EnumMap<>(Event.class);
    private static @Nullable Level levelBefore;

    @BeforeAll
    static void silenceTheDiary() {
        levelBefore = logger.getLevel();
        logger.setLevel(Level.OFF);
    }

    @AfterAll
    static void letTheDiarySpeak() {
        logger.setLevel(levelBefore);
        events.clear();
    }

    static LongStream seeds() {
        Long only = Long.getLong("account.fuzz.seed");
        return (only != null) ? LongStream.of(only) : LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Order(1)
    void keepsItsPromisesWhateverHappens(long seed) {
        new FuzzRun(seed, STEPS).run().forEach((event, count) -> events.merge(event, count, Long::sum));
    }

    /** Says how much was tried; if that was as much as is promised, then everything that may happen has happened. */
    @Test
    @Order(2)
    void doesMoreThanAMillionOperationsOfEveryKind() {
        long operations = events.getOrDefault(Event.OPERATION, 0L);
        System.out.printf("Fuzzer: seeds 1 to %d, %d operations%n", SEEDS, operations);
        assumeTrue((long) SEEDS * STEPS >= ENOUGH && Long.getLong("account.fuzz.seed") == null, "a short run");

        assertThat(operations).isGreaterThanOrEqualTo(ENOUGH);
        assertThat(events).containsOnlyKeys(Event.values());
        assertThat(events.get(Event.QUIET)).isGreaterThan(operations / 20);
    }

    /** A failure is replayed by its seed alone: so the pool and this test take chance from nowhere else. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 17})
    void doesTheSameAgainForTheSameSeed(long seed) {
        FuzzRun once = new FuzzRun(seed, 1_000);
        FuzzRun again = new FuzzRun(seed, 1_000);

        assertThat(once.run()).isEqualTo(again.run());
        assertThat(once.digest()).isEqualTo(again.digest());
    }
}
