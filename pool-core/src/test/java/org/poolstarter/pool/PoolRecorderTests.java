/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PoolRecorderTests {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
    private final PoolRecorder recorder = new PoolRecorder(clock::get);

    private void advance(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void nothingIsKnownAtTheBeginning() {
        assertThat(recorder.totals()).isEqualTo(new PoolTotals(0, 0, 0, 0, 0, 0, Map.of()));
        assertThat(recorder.waitTime()).isNull();
        assertThat(recorder.usageTime()).isNull();
        assertThat(recorder.openTime()).isNull();
        assertThat(recorder.evidence()).isEqualTo(BackendEvidence.none());
        assertThat(recorder.evidence().succeededWithin(WINDOW)).isFalse();
        assertThat(recorder.evidence().failedLast()).isFalse();
    }

    @Test
    void everyEventIsCounted() {
        recorder.acquired(1);
        recorder.acquired(2);
        recorder.acquired(3);
        recorder.released(10);
        recorder.discarded(20);
        recorder.timedOut();
        recorder.opened(100);
        recorder.openFailed(new IOException());
        recorder.closed(CloseReason.IDLE);
        recorder.closed(CloseReason.IDLE);
        recorder.closed(CloseReason.BROKEN);

        PoolTotals totals = recorder.totals();

        assertThat(totals)
                .isEqualTo(new PoolTotals(3, 1, 1, 1, 1, 1, Map.of(CloseReason.IDLE, 2L, CloseReason.BROKEN, 1L)));
        assertThat(totals.closedInAll()).isEqualTo(3);
        assertThat(recorder.waitTime()).extracting(TimingSummary::count).isEqualTo(3L);
        assertThat(recorder.usageTime()).extracting(TimingSummary::max).isEqualTo(Duration.ofNanos(20));
        assertThat(recorder.openTime()).extracting(TimingSummary::max).isEqualTo(Duration.ofNanos(100));
    }

    @Test
    void aListenerIsToldOfEachTimingUntilItIsRemoved() {
        List<String> events = new ArrayList<>();
        PoolRecorder.Listener listener = listener(events);
        recorder.addListener(listener);
        recorder.acquired(1);
        recorder.released(2);
        recorder.discarded(3);
        recorder.opened(4);
        recorder.removeListener(listener);
        recorder.acquired(5);

        assertThat(events).containsExactly("acquired 1", "used 2", "used 3", "opened 4");
    }

    @Test
    void aListenerThatThrowsIsCountedAndHarmsNobody() {
        List<String> events = new ArrayList<>();
        recorder.addListener(new FailingListener());
        recorder.addListener(listener(events));

        recorder.acquired(1);
        recorder.released(2);
        recorder.opened(3);

        assertThat(events).containsExactly("acquired 1", "used 2", "opened 3");
        assertThat(recorder.listenerFailures()).isEqualTo(3);
        assertThat(recorder.totals().acquired()).isEqualTo(1);
        assertThat(recorder.evidence().succeededWithin(WINDOW)).isTrue();
    }

    @Test
    void useShowsThatTheBackendAnswers() {
        recorder.released(1);
        advance(Duration.ofSeconds(10));
        assertThat(recorder.evidence().succeededWithin(WINDOW)).isTrue();
        advance(Duration.ofNanos(1));
        assertThat(recorder.evidence().succeededWithin(WINDOW)).isFalse();
        assertThat(recorder.evidence().failedLast()).isFalse();

        recorder.opened(1);
        assertThat(recorder.evidence().sinceSuccess()).isEqualTo(Duration.ZERO);
        advance(Duration.ofSeconds(11));
        recorder.backendAnswered();
        assertThat(recorder.evidence().succeededWithin(WINDOW)).isTrue();
    }

    @Test
    void acquiringAndDiscardingShowNothingAboutTheBackend() {
        recorder.acquired(1);
        recorder.discarded(1);
        recorder.timedOut();
        recorder.closed(CloseReason.BROKEN);

        assertThat(recorder.evidence()).isEqualTo(BackendEvidence.none());
    }

    @Test
    void aFailureIsEvidenceUntilTheNextSuccess() {
        recorder.released(1);
        advance(Duration.ofSeconds(1));
        recorder.openFailed(new IOException("refused"));
        advance(Duration.ofSeconds(1));

        BackendEvidence failed = recorder.evidence();
        assertThat(failed.failedLast()).isTrue();
        assertThat(failed.succeededWithin(WINDOW)).isFalse();
        assertThat(failed.lastFailure()).isEqualTo("IOException: refused");
        assertThat(failed.sinceFailure()).isEqualTo(Duration.ofSeconds(1));
        assertThat(failed.sinceSuccess()).isEqualTo(Duration.ofSeconds(2));

        recorder.opened(1);
        assertThat(recorder.evidence().failedLast()).isFalse();
        assertThat(recorder.evidence().succeededWithin(WINDOW)).isTrue();
    }

    @Test
    void aSuccessRightAfterAFailureIsNotMissed() {
        recorder.released(1);
        advance(Duration.ofMillis(10));
        recorder.openFailed(new IOException("refused"));
        advance(Duration.ofMillis(10));

        recorder.released(1);

        assertThat(recorder.evidence().failedLast()).isFalse();
        assertThat(recorder.evidence().succeededWithin(WINDOW)).isTrue();
    }

    @Test
    void theAgeOfASuccessIsExactToFiftyMilliseconds() {
        recorder.released(1);
        advance(Duration.ofMillis(50));
        recorder.released(1);
        assertThat(recorder.evidence().sinceSuccess()).isEqualTo(Duration.ofMillis(50));
        advance(Duration.ofNanos(1));
        recorder.released(1);
        assertThat(recorder.evidence().sinceSuccess()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aFailureWithoutMessageIsNamedByItsType() {
        recorder.backendFailed(new IOException());
        assertThat(recorder.evidence().lastFailure()).isEqualTo("IOException");

        recorder.backendFailed(new IOException("anonymous") {
            private static final long serialVersionUID = 1L;
        });
        assertThat(recorder.evidence().lastFailure())
                .startsWith(PoolRecorderTests.class.getName())
                .endsWith(": anonymous");
    }

    private static PoolRecorder.Listener listener(List<String> events) {
        return new PoolRecorder.Listener() {
            @Override
            public void acquired(long waitNanos) {
                events.add("acquired " + waitNanos);
            }

            @Override
            public void used(long usageNanos) {
                events.add("used " + usageNanos);
            }

            @Override
            public void opened(long openNanos) {
                events.add("opened " + openNanos);
            }
        };
    }

    private static final class FailingListener implements PoolRecorder.Listener {

        @Override
        public void acquired(long waitNanos) {
            throw new IllegalStateException("acquired");
        }

        @Override
        public void used(long usageNanos) {
            throw new IllegalStateException("used");
        }

        @Override
        public void opened(long openNanos) {
            throw new NoClassDefFoundError("opened");
        }
    }
}
