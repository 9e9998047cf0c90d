/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is told what of the events of a pool, and what that costs others: nothing. */
class PoolEventsTests {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final BlockingQueue<PoolEvent> seen = new LinkedBlockingQueue<>();

    @Test
    void aListenerIsToldWhatItAskedForWithEveryField() throws InterruptedException {
        try (PoolEvents events =
                PoolEvents.builder("mail", "account").clock(() -> NOON).build()) {
            events.addListener(Set.of(PoolEventType.PARKED), seen::add);

            events.publish(PoolEventType.LEAK, "ada", Map.of());
            events.publish(PoolEventType.PARKED, "ada", Map.of("retryAfter", Duration.ofSeconds(30)));

            assertThat(take())
                    .isEqualTo(new PoolEvent(
                            NOON,
                            "mail",
                            "account",
                            PoolEventType.PARKED,
                            "ada",
                            Map.of("retryAfter", Duration.ofSeconds(30))));
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void whatNobodyWantsToKnowIsNotEvenPutTogether() {
        try (PoolEvents events = PoolEvents.of("mail", "account")) {
            events.publish(PoolEventType.ACQUIRED, new Speechless(), () -> {
                throw new AssertionError("asked for details");
            });

            assertThat(events.isHeard(PoolEventType.ACQUIRED)).isFalse();
            assertThat(events.isHeard(PoolEventType.LEAK)).isTrue();
            assertThat(events.recent()).isEmpty();
        }
    }

    @Test
    void theLastEventsAreKeptNewestFirstAndTheFrequentOnesAreNot() {
        try (PoolEvents events = PoolEvents.builder("mail", "account")
                .keep(3, PoolEventType.rare())
                .build()) {
            events.publish(PoolEventType.ACQUIRED, "ada", Map.of());
            for (int i = 0; i < 10; i++) {
                events.publish(PoolEventType.OPENED, "account" + i, Map.of());
            }
            events.publish(PoolEventType.RELEASED, "ada", Map.of());

            assertThat(events.recent())
                    .extracting(PoolEvent::account)
                    .containsExactly("account9", "account8", "account7");
        }
    }

    @Test
    void theFrequentOnesAreKeptIfAskedFor() {
        try (PoolEvents events = PoolEvents.builder("mail", "account")
                .keep(3, EnumSet.allOf(PoolEventType.class))
                .build()) {
            events.publish(PoolEventType.ACQUIRED, "ada", Map.of());

            assertThat(events.recent()).extracting(PoolEvent::type).containsExactly(PoolEventType.ACQUIRED);
        }
    }

    @Test
    void noneIsKeptOfAPoolThatKeepsNone() {
        try (PoolEvents events = PoolEvents.builder("mail", "account")
                .keep(0, PoolEventType.rare())
                .build()) {
            events.publish(PoolEventType.OPENED, "ada", Map.of());

            assertThat(events.isHeard(PoolEventType.OPENED)).isFalse();
            assertThat(events.recent()).isEmpty();
        }
    }

    @Test
    void aListenerThatNeverReturnsHoldsUpNeitherThePublisherNorAnotherListenerNorTheEnd() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        PoolEvents events = PoolEvents.builder("mail", "account").queueSize(5).build();
        events.addListener(Set.of(PoolEventType.OPENED), event -> {
            entered.countDown();
            awaitForEver(never);
        });
        events.addListener(Set.of(PoolEventType.OPENED), seen::add);

        events.publish(PoolEventType.OPENED, "account0", Map.of());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(take().account()).isEqualTo("account0");
        for (int i = 1; i <= 100; i++) {
            events.publish(PoolEventType.OPENED, "account" + i, Map.of());
            assertThat(take().account()).isEqualTo("account" + i);
        }
        events.close();

        assertThat(events.dropped()).isEqualTo(95);
        assertThat(events.recent()).hasSize(101);
        never.countDown();
    }

    @Test
    void whatReachesNobodyIsCountedOnceForEachListenerThatWantedItAndNotPutTogether() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (PoolEvents events =
                PoolEvents.builder("mail", "account").queueSize(1).build()) {
            for (int listener = 0; listener < 2; listener++) {
                events.addListener(EnumSet.of(PoolEventType.ACQUIRED, PoolEventType.LEAK), event -> {
                    entered.countDown();
                    awaitForEver(go);
                });
            }
            assertThat(events.hasTaker(PoolEventType.ACQUIRED)).isTrue();
            events.publish(PoolEventType.ACQUIRED, "taken", Map.of());
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            events.publish(PoolEventType.ACQUIRED, "queued", Map.of());
            assertThat(events.dropped()).isZero();

            assertThat(events.hasTaker(PoolEventType.ACQUIRED)).isFalse();
            assertThat(events.dropped()).isEqualTo(2);
            assertThat(events.hasTaker(PoolEventType.RELEASED))
                    .as("nobody wants it, and nobody misses it")
                    .isFalse();
            assertThat(events.hasTaker(PoolEventType.LEAK)).as("it is kept").isTrue();
            assertThat(events.dropped()).isEqualTo(2);
            events.publish(PoolEventType.ACQUIRED, "dropped", () -> {
                throw new AssertionError("asked for details");
            });
            assertThat(events.dropped()).isEqualTo(4);

            events.addListener(Set.of(PoolEventType.ACQUIRED), seen::add);
            assertThat(events.hasTaker(PoolEventType.ACQUIRED)).isTrue();
            events.publish(PoolEventType.ACQUIRED, "taken by one", Map.of());
            assertThat(take().account()).isEqualTo("taken by one");
            assertThat(events.dropped()).isEqualTo(6);
            go.countDown();
        }
    }

    /** Publishers that ask first, and a listener that stands still until half is published: each event is told or counted. */
    @Test
    void everyEventIsToldOrCountedHoweverManyPublish() throws Exception {
        int publishers = 4;
        int each = 20_000;
        try (PoolEvents events =
                PoolEvents.builder("mail", "account").queueSize(3).build()) {
            AtomicInteger told = new AtomicInteger();
            CountDownLatch half = new CountDownLatch(publishers);
            events.addListener(Set.of(PoolEventType.ACQUIRED), event -> {
                awaitForEver(half);
                told.incrementAndGet();
            });
            CyclicBarrier start = new CyclicBarrier(publishers);
            List<Thread> threads = new ArrayList<>();
            for (int publisher = 0; publisher < publishers; publisher++) {
                threads.add(new Thread(() -> publishIfTaken(events, each, start, half)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }

            await().untilAsserted(
                            () -> assertThat(told.get() + events.dropped()).isEqualTo((long) publishers * each));
            assertThat(told).hasPositiveValue();
            assertThat(events.dropped()).isPositive();
        }
    }

    @Test
    void aListenerThatThrowsIsToldOfTheNextEventAndItsFailureIsCounted() throws InterruptedException {
        try (PoolEvents events = PoolEvents.of("mail", "account")) {
            AtomicInteger told = new AtomicInteger();
            events.addListener(Set.of(PoolEventType.OPENED), event -> {
                seen.add(event);
                if (told.getAndIncrement() == 0) {
                    throw new IllegalStateException("cannot page anybody");
                }
                throw new AssertionError("an error, too");
            });

            events.publish(PoolEventType.OPENED, "ada", Map.of());
            events.publish(PoolEventType.OPENED, "bob", Map.of());

            assertThat(take().account()).isEqualTo("ada");
            assertThat(take().account()).isEqualTo("bob");
            await().untilAsserted(() -> assertThat(events.failed()).isEqualTo(2));
            assertThat(events.dropped()).isZero();
        }
    }

    /** Many publishers at once: each finds its own events in its own order, once each, in the one listener's hands. */
    @Test
    void theEventsOfEachPublisherArriveInItsOrder() throws Exception {
        int publishers = 4;
        int each = 2_000;
        AtomicBoolean inside = new AtomicBoolean();
        AtomicInteger overlaps = new AtomicInteger();
        try (PoolEvents events = PoolEvents.builder("mail", "account")
                .queueSize(publishers * each)
                .build()) {
            events.addListener(Set.of(PoolEventType.OPENED), event -> {
                if (!inside.compareAndSet(false, true)) {
                    overlaps.incrementAndGet();
                }
                seen.add(event);
                inside.set(false);
            });
            CyclicBarrier start = new CyclicBarrier(publishers);
            List<Thread> threads = new ArrayList<>();
            for (int publisher = 0; publisher < publishers; publisher++) {
                String account = "account" + publisher;
                threads.add(new Thread(() -> publish(events, account, each, start)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            await().until(() -> seen.size() == publishers * each);

            for (int publisher = 0; publisher < publishers; publisher++) {
                String account = "account" + publisher;
                List<Object> numbers = seen.stream()
                        .filter(event -> account.equals(event.account()))
                        .map(event -> event.details().get("number"))
                        .toList();
                assertThat(numbers).hasSize(each).isSortedAccordingTo((a, b) -> Integer.compare((int) a, (int) b));
            }
            assertThat(overlaps).hasValue(0);
        }
    }

    @Test
    void anExecutorThatRefusesCostsTheEventsAndNothingElse() {
        try (PoolEvents events = PoolEvents.builder("mail", "account")
                .executor(task -> {
                    throw new RejectedExecutionException("shut down");
                })
                .build()) {
            events.addListener(Set.of(PoolEventType.OPENED), seen::add);

            events.publish(PoolEventType.OPENED, "ada", Map.of());

            assertThat(events.dropped()).isEqualTo(1);
            assertThat(events.recent()).hasSize(1);
        }
    }

    @Test
    void anExecutorThatFailsWithAnErrorCostsTheEventsAndNothingElse() {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (PoolEvents events = PoolEvents.builder("mail", "account")
                .executor(task -> {
                    if (broken.get()) {
                        throw new NoClassDefFoundError("gone");
                    }
                    task.run();
                })
                .build()) {
            events.addListener(Set.of(PoolEventType.OPENED), seen::add);

            events.publish(PoolEventType.OPENED, "ada", Map.of());
            broken.set(false);
            events.publish(PoolEventType.OPENED, "bob", Map.of());

            assertThat(events.dropped()).isEqualTo(1);
            assertThat(seen).extracting(PoolEvent::account).containsExactly("bob");
        }
    }

    @Test
    void aClockOrDetailsThatThrowCostTheEventAndNotWhoTellsOfIt() {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (PoolEvents events = PoolEvents.builder("mail", "account")
                .clock(() -> {
                    if (broken.get()) {
                        throw new IllegalStateException("no time");
                    }
                    return NOON;
                })
                .build()) {
            events.publish(PoolEventType.OPENED, "ada", Map.of());
            broken.set(false);
            events.publish(PoolEventType.OPENED, "bob", () -> {
                throw new StackOverflowError();
            });
            events.publish(PoolEventType.OPENED, "cleo", Map.of());

            assertThat(events.dropped()).isEqualTo(2);
            assertThat(events.recent()).extracting(PoolEvent::account).containsExactly("cleo");
        }
    }

    @Test
    void whatWasPublishedBeforeTheEndIsStillTold() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        PoolEvents events = PoolEvents.of("mail", "account");
        events.addListener(Set.of(PoolEventType.OPENED), event -> {
            entered.countDown();
            awaitForEver(go);
            seen.add(event);
        });
        events.publish(PoolEventType.OPENED, "ada", Map.of());
        events.publish(PoolEventType.OPENED, "bob", Map.of());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        events.close();
        events.publish(PoolEventType.OPENED, "too late", Map.of());
        go.countDown();

        assertThat(take().account()).isEqualTo("ada");
        assertThat(take().account()).isEqualTo("bob");
        assertThat(events.recent()).hasSize(3);
        assertThat(events.listeners()).isZero();
    }

    @Test
    void aListenerThatWasRemovedIsToldNoMore() throws InterruptedException {
        try (PoolEvents events = PoolEvents.of("mail", "account")) {
            PoolEventListener removed = event -> seen.add(event);
            events.addListener(Set.of(PoolEventType.ACQUIRED), removed);
            events.removeListener(removed);
            BlockingQueue<PoolEvent> other = new LinkedBlockingQueue<>();
            events.addListener(Set.of(PoolEventType.OPENED), other::add);

            events.publish(PoolEventType.ACQUIRED, "ada", Map.of());
            events.publish(PoolEventType.OPENED, "ada", Map.of());

            assertThat(other.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(events.isHeard(PoolEventType.ACQUIRED)).isFalse();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void anAccountWhoseTextFailsIsShownByItsType() {
        try (PoolEvents events = PoolEvents.of("mail", "account")) {
            events.publish(PoolEventType.OPENED, new Speechless(), Map.of());

            assertThat(events.recent()).extracting(PoolEvent::account).containsExactly(Speechless.class.getName());
        }
    }

    @Test
    void anEventDoesNotChangeWithTheMapItWasMadeOf() {
        Map<String, Object> details = new HashMap<>(Map.of("n", 1));
        PoolEvent event = new PoolEvent(NOON, "mail", "account", PoolEventType.CHANGED, null, details);

        details.put("n", 2);

        assertThat(event.details()).isEqualTo(Map.of("n", 1));
        assertThat(event.details()).isUnmodifiable();
    }

    @Test
    void whatARecorderTakesIsPublishedForAPoolWithoutEventsOfItsOwn() {
        try (PoolEvents events = PoolEvents.builder("orders", "jdbc")
                .keep(20, EnumSet.allOf(PoolEventType.class))
                .build()) {
            PoolRecorder recorder = new PoolRecorder();
            recorder.opened(1);
            recorder.publishTo(events);
            recorder.opened(2_000);
            recorder.acquired(3_000);
            recorder.released(4_000);
            recorder.discarded(5_000);
            recorder.timedOut();
            recorder.refused();
            recorder.openFailed(new IllegalStateException("refused"));
            recorder.closed(CloseReason.IDLE);
            recorder.publishTo(null);
            recorder.closed(CloseReason.LIFETIME);

            assertThat(events.recent())
                    .extracting(PoolEvent::type, PoolEvent::details)
                    .containsExactly(
                            tuple(PoolEventType.CLOSED, Map.of("reason", "IDLE")),
                            tuple(PoolEventType.OPEN_FAILED, Map.of("error", "IllegalStateException: refused")),
                            tuple(PoolEventType.REJECTED, Map.of()),
                            tuple(PoolEventType.TIMED_OUT, Map.of()),
                            tuple(PoolEventType.RELEASED, Map.of("held", Duration.ofNanos(5_000))),
                            tuple(PoolEventType.RELEASED, Map.of("held", Duration.ofNanos(4_000))),
                            tuple(PoolEventType.ACQUIRED, Map.of("waited", Duration.ofNanos(3_000))),
                            tuple(PoolEventType.OPENED, Map.of("took", Duration.ofNanos(2_000))));
        }
    }

    @Test
    void typesAreFoundByTheirWords() {
        assertThat(PoolEventType.SESSION_EXPIRED.word()).isEqualTo("session-expired");
        assertThat(PoolEventType.ofWord("session-expired")).contains(PoolEventType.SESSION_EXPIRED);
        assertThat(PoolEventType.ofWord("nonsense")).isEmpty();
    }

    @Test
    void sizesHaveBounds() {
        PoolEvents.Builder builder = PoolEvents.builder("mail", "account");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.keep(-1, Set.of()))
                .withMessage("size must not be negative but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.queueSize(0))
                .withMessage("queueSize must be at least 1 but is 0");
    }

    private PoolEvent take() throws InterruptedException {
        PoolEvent event = seen.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("The listener was not told");
        }
        return event;
    }

    private static void publish(PoolEvents events, String account, int count, CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception ex) {
            throw new IllegalStateException(ex);
        }
        for (int i = 0; i < count; i++) {
            events.publish(PoolEventType.OPENED, account, Map.of("number", i));
        }
    }

    private static void publishIfTaken(PoolEvents events, int count, CyclicBarrier start, CountDownLatch half) {
        try {
            start.await();
        } catch (Exception ex) {
            throw new IllegalStateException(ex);
        }
        for (int i = 0; i < count; i++) {
            if (i == count / 2) {
                half.countDown();
            }
            if (events.hasTaker(PoolEventType.ACQUIRED)) {
                events.publish(PoolEventType.ACQUIRED, "ada", Map.of());
            }
        }
    }

    private static void awaitForEver(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /** An account that cannot say who it is. */
    private static final class Speechless {

        @Override
        public String toString() {
            throw new IllegalStateException("asked for its text");
        }
    }
}
