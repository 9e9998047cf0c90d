/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.MonitorSettings;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.SizeCeiling.Bound;
import org.poolstarter.pool.ChangeTarget;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolOutcome;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

/** The steps of a pool whose load the test makes up, second by second, on a clock of the test. */
class AdaptiveSizeTests {

    private static final int[] UNEVEN = {1, -1, 1, 1, -1, -1, 1, -1, -1, 1};
    private static final int USAGE_MILLIS = 50;

    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private int ceiling = 1_000;
    private int ceilingAsked;

    /* What somebody does while a look is under way. */
    private Runnable meanwhile = () -> {};

    private final ElasticPool pool = new ElasticPool();
    private final PoolMonitor monitor = new PoolMonitor(
            new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3)),
            () -> now,
            () -> Duration.between(Instant.EPOCH, now).toNanos(),
            Runnable::run);
    private final SizingAdvisor advisor = new SizingAdvisor(monitor, SizingSettings.STANDARD, any -> {
        ceilingAsked++;
        meanwhile.run();
        return Optional.of(new Bound(ceiling, "the test"));
    });
    private final AdaptiveSize size;

    AdaptiveSizeTests() {
        Pools pools = Pools.create();
        pools.addListener(monitor);
        pools.add(pool);
        size = adaptiveSize();
    }

    private AdaptiveSize adaptiveSize() {
        return new AdaptiveSize(pool, pool.control(), new AdaptiveBounds(4, 40), advisor, () -> now);
    }

    @Test
    void theSizeFollowsALoadThatTriplesAndFallsAgain() {
        load(60, 100);
        assertThat(pool.max).as("10 as Erlang has it, of uses of one length").isEqualTo(10);

        load(60, 300);
        assertThat(pool.max).as("15 busy").isEqualTo(21);
        assertThat(pool.settings().origin("max-size")).hasValue("adaptive");

        load(300, 100);
        assertThat(pool.max).isEqualTo(10);
        assertThat(Objects.requireNonNull(pool.control()).recent())
                .isNotEmpty()
                .allSatisfy(outcome -> assertThat(outcome.by()).isEqualTo("adaptive"));
        assertThat(monitor.events(pool).orElseThrow().recent()).anySatisfy(event -> {
            assertThat(event.type()).isEqualTo(PoolEventType.CHANGED);
            assertThat(event.details()).containsEntry("by", "adaptive");
        });
    }

    @Test
    void itNeverGrowsAboveTheCeiling() {
        ceiling = 12;
        load(120, 300);

        assertThat(pool.max).isEqualTo(12);
    }

    @Test
    void whileConnectionsCannotBeOpenedNothingMoves() {
        for (int i = 0; i < 12; i++) {
            pool.recorder.openFailed(new IOException("refused"));
            load(10, 300);
        }
        assertThat(pool.max).isEqualTo(8);

        load(20, 300);
        assertThat(pool.max).isGreaterThan(8);
    }

    @Test
    void timeoutsOfASlowServerAreNoReasonToGrowAndThoseOfAFullPoolAre() {
        for (int i = 0; i < 12; i++) {
            pool.recorder.timeoutCause(TimeoutCause.SLOW_SERVER);
            load(10, 300);
        }
        assertThat(pool.max).isEqualTo(8);

        for (int i = 0; i < 3; i++) {
            pool.recorder.timeoutCause(TimeoutCause.FULL);
            load(10, 300);
        }
        assertThat(pool.max).isGreaterThan(8);
    }

    @Test
    void aServerThatStaysSlowGetsNoMoreConnectionsForAsLongAsItIs() {
        load(120, 100);
        assertThat(pool.max).isEqualTo(10);

        serve(300, 100, 150);
        assertThat(pool.max).as("15 would be held").isEqualTo(10);

        load(120, 300);
        assertThat(pool.max).as("fast again, 15 busy").isGreaterThan(15);
    }

    @Test
    void aServerThatSlowsDownWhenMoreIsAskedOfItGetsNoMoreConnections() {
        load(120, 100);

        serve(60, 300, 150);
        assertThat(pool.max).as("15 would be busy if uses took what they did").isEqualTo(10);
    }

    @Test
    void moreCallersThanThereMayBeConnectionsOnOneLockAreNotFollowed() {
        for (int second = 1; second <= 480; second++) {
            // Ten milliseconds each, one after the other.
            use(100, 10 * pool.max);
            second(second, pool.max, 80 - pool.max);
        }
        assertThat(pool.max)
                .as("by two steps, after which uses took twice as long")
                .isEqualTo(18);
    }

    @Test
    void timeoutsOfASlowServerCountForAsLongAsOthersMayWaitForIt() {
        pool.acquireTimeout = Duration.ofMinutes(1);
        pool.recorder.timeoutCause(TimeoutCause.SLOW_SERVER);
        load(60, 300);
        assertThat(pool.max).isEqualTo(8);

        load(10, 300);
        assertThat(pool.max).as("a minute after the look that saw it").isGreaterThan(8);
    }

    @Test
    void aShortageThatMoreConnectionsDoNotCureIsNoReasonToGrowThoughNobodyTimesOut() {
        pool.shortage = new Shortage(TimeoutCause.LEAK, Map.of("heldTooLong", 4), "Look at the holders.");
        load(60, 300);
        assertThat(pool.max).isEqualTo(8);

        pool.shortage = new Shortage(TimeoutCause.FULL, Map.of("active", 8), "Raise it.");
        load(10, 300);
        assertThat(pool.max).isEqualTo(12);
    }

    @Test
    void aServerThatAnswersNobodyGetsNoMoreConnections() {
        load(120, 100);

        for (int second = 1; second <= 60; second++) {
            second(second, pool.max, 15);
        }
        assertThat(pool.max).isEqualTo(10);
    }

    @Test
    void usesThatLastAreFollowedWhereNoneHasEverEnded() {
        for (int second = 1; second <= 60; second++) {
            second(second, Math.min(pool.max, 14), Math.max(0, 14 - pool.max));
        }
        assertThat(pool.max).as("as many as are here").isGreaterThanOrEqualTo(14);
    }

    @Test
    void aSizeThatAWindowLowersIsLeftAlone() {
        load(120, 100);
        List<PoolOutcome> before = pool.control().recent();

        pool.window = 5;
        load(120, 300);
        assertThat(pool.control().recent()).isEqualTo(before);

        pool.window = null;
        assertThat(pool.snapshot().max()).isEqualTo(10);
        load(60, 300);
        assertThat(pool.max).isEqualTo(21);
    }

    @Test
    void aSizeThatSomebodySetsWithinAWindowStaysAfterIt() {
        pool.window = 5;
        pool.control().perform(PoolOrder.change("max-size", "9", "anna"));
        load(60, 300);

        pool.window = null;
        load(120, 300);
        assertThat(pool.max).isEqualTo(9);
    }

    @Test
    void withinAWindowItBeginsAndEndsWithTheSizeThatIsConfigured() {
        pool.window = 5;
        AdaptiveSize begun = adaptiveSize();
        assertThat(begun.sizeOnceEnded()).as("in force").isEqualTo(5);
        pool.window = null;
        load(120, 100);
        assertThat(pool.max).isEqualTo(10);

        pool.window = 5;
        begun.end();
        assertThat(pool.max).isEqualTo(8);
    }

    @Test
    void whoOrdersTheSizeThatThereIsKeepsIt() {
        load(120, 300);
        assertThat(pool.max).isEqualTo(21);

        assertThat(pool.control()
                        .perform(PoolOrder.change("max-size", "21", "anna"))
                        .changes())
                .isEmpty();
        load(300, 100);
        assertThat(pool.max).isEqualTo(21);
        assertThat(pool.settings().origin("max-size")).hasValue("runtime");
    }

    @Test
    void aSizeThatSomebodySetsWhileAStepIsUnderWayStays() {
        meanwhile = () -> pool.control().perform(PoolOrder.change("max-size", "40", "anna"));
        load(10, 300);

        assertThat(pool.max).isEqualTo(40);
        assertThat(pool.settings().origin("max-size")).hasValue("runtime");
    }

    @Test
    void whatIsSampledWhileALookIsUnderWayIsForTheNext() {
        load(9, 300);
        load(2, 300);
        assertThat(pool.max).as("not looked at yet").isEqualTo(8);
        pool.active = pool.max;
        pool.pending = 15;
        meanwhile = () -> {
            for (int second = 0; second < 3; second++) {
                now = now.plusSeconds(1);
                monitor.sample();
            }
        };
        size.look();
        assertThat(pool.max).as("by the load before the server stood still").isEqualTo(12);

        meanwhile = () -> {};
        size.look();
        assertThat(pool.max).isEqualTo(12);
    }

    @Test
    void aLookAsksOnceForWhatIsSo() {
        load(9, 300);
        load(2, 300);
        assertThat(pool.max).as("not looked at yet").isEqualTo(8);
        pool.shortageAsked = 0;
        size.look();
        assertThat(pool.max).isEqualTo(12);
        assertThat(pool.shortageAsked).isOne();
        assertThat(ceilingAsked).isOne();

        pool.control().perform(PoolOrder.change("max-size", "9", "anna"));
        size.look();
        assertThat(pool.shortageAsked)
                .as("of a size that is left alone nothing is asked")
                .isOne();
        assertThat(ceilingAsked).isOne();
    }

    @Test
    void timeoutsWhileAWindowLowersTheSizeAreNotOfAfterIt() {
        pool.window = 5;
        pool.recorder.timeoutCause(TimeoutCause.SLOW_SERVER);
        pool.recorder.openFailed(new IOException("refused"));
        load(40, 100);

        pool.window = null;
        load(10, 300);
        assertThat(pool.max).isEqualTo(12);
    }

    @Test
    void aCeilingBelowWhatIsKeptIdleIsFollowedAsFarAsCanBe() {
        ceiling = 1;
        load(10, 100);

        assertThat(pool.max).isEqualTo(2);
    }

    @Test
    void aSizeThatSomebodySetStays() {
        Objects.requireNonNull(pool.control()).perform(PoolOrder.change("max-size", "9", "anna"));
        load(120, 300);

        assertThat(pool.max).isEqualTo(9);
        size.end();
        assertThat(pool.max).isEqualTo(9);
    }

    @Test
    void whenItEndsTheConfiguredSizeIsBackWithItsOrigin() {
        load(120, 300);
        assertThat(pool.max).isEqualTo(21);

        size.end();
        assertThat(pool.max).isEqualTo(8);
        assertThat(pool.settings().origin("max-size")).hasValue("medium");

        load(60, 300);
        assertThat(pool.max).isEqualTo(8);
    }

    @Test
    void oneOfSeveralEndsByItsName() {
        AdaptiveSizes sizes = new AdaptiveSizes();
        sizes.add("elastic", size);
        load(60, 300);

        assertThat(sizes.end("other")).isFalse();
        assertThat(sizes.end("elastic")).isTrue();
        assertThat(pool.max).isEqualTo(8);
        assertThat(sizes.end("elastic")).isFalse();
    }

    /** So many seconds of so many uses of 50 ms, with a look each ten. */
    private void load(int seconds, int perSecond) {
        for (int second = 1; second <= seconds; second++) {
            // As uneven as callers are who come on their own: by the root of the mean.
            int more = UNEVEN[second % UNEVEN.length];
            int busy = perSecond / 20;
            use((int) Math.ceil(perSecond + more * Math.sqrt(perSecond)), USAGE_MILLIS);
            second(second, (int) Math.round(busy + more * Math.sqrt(busy)), 0);
        }
    }

    /** So many seconds in which so many come, each for so long, and wait for up to a second while all connections are held. */
    private void serve(int seconds, int perSecond, int usageMillis) {
        int waiting = 0;
        for (int second = 1; second <= seconds; second++) {
            int here = waiting + (int) Math.ceil(perSecond + UNEVEN[second % UNEVEN.length] * Math.sqrt(perSecond));
            int served = Math.min(here, pool.max * 1_000 / usageMillis);
            use(served, usageMillis);
            waiting = Math.min(perSecond, here - served);
            for (int i = 0; i < here - served - waiting; i++) {
                pool.recorder.timedOut();
                pool.recorder.timeoutCause(TimeoutCause.FULL);
            }
            second(second, (waiting > 0) ? pool.max : served * usageMillis / 1_000, waiting);
        }
    }

    private void use(int times, int millis) {
        for (int i = 0; i < times; i++) {
            pool.recorder.acquired(0);
            pool.recorder.released(Duration.ofMillis(millis).toNanos());
        }
    }

    /** Ends a second in which so many connections were held and waited for, with a look each tenth. */
    private void second(int second, int active, int pending) {
        pool.active = active;
        pool.pending = pending;
        now = now.plusSeconds(1);
        monitor.sample();
        if (second % 10 == 0) {
            size.look();
        }
    }

    /** A pool that can be given a size and does nothing else. */
    private static final class ElasticPool implements Pool, ChangeTarget {

        private final PoolRecorder recorder = new PoolRecorder();
        private final PoolControl control = PoolControl.of("elastic", "test")
                .changeable(
                        List.of(
                                ChangeableSetting.count("max-size", 2, 60),
                                ChangeableSetting.time("acquire-timeout", Duration.ofMillis(250))),
                        this)
                .build();
        private int max = 8;
        private int active;
        private int pending;
        private Duration acquireTimeout = Duration.ofSeconds(5);
        private @Nullable Shortage shortage;
        private int shortageAsked;

        /* What lowers the size for a time; null for nothing. */
        private @Nullable Integer window;

        @Override
        public String name() {
            return "elastic";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(Math.min(active, inForce()), 0, pending, inForce(), 2);
        }

        @Override
        public PoolSettings settings() {
            PoolSettings set = control.overlay(settings(new Setting("max-size", 8, "medium")));
            return (inForce() < max) ? settings(new Setting("max-size", inForce(), "window night")) : set;
        }

        private static PoolSettings settings(Setting maxSize) {
            return new PoolSettings("medium", "pools.test.elastic", List.of(maxSize));
        }

        private int inForce() {
            Integer lowered = window;
            return (lowered != null) ? Math.min(lowered, max) : max;
        }

        @Override
        public @Nullable Shortage shortage() {
            shortageAsked++;
            return shortage;
        }

        @Override
        public PoolRecorder recorder() {
            return recorder;
        }

        @Override
        public PoolControl control() {
            return control;
        }

        @Override
        public Map<String, Object> values() {
            return Map.of("max-size", max, "acquire-timeout", acquireTimeout);
        }

        @Override
        public void apply(Map<String, Object> changed) {
            max = (Integer) Objects.requireNonNull(changed.get("max-size"));
        }
    }
}
