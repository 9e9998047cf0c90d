/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import static org.poolstarter.advice.sizing.Load.round;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.HistoryField;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.advice.sizing.SizingAdvice.Confidence;
import org.poolstarter.advice.sizing.SizingAdvice.Further;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;

/** What is to be done about a size, from what was seen. A pure function. */
final class SizingRules {

    /** So many uses tell their mean well enough for a size. */
    static final long LEAST_USES = 30;

    private static final long ENOUGH_USES = 100;
    private static final long MANY_USES = 1_000;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration DAY = Duration.ofHours(24);

    /** A point may be late, and a stretch lack one. */
    private static final double NEARLY = 0.9;

    /** So much above what a pool has is worth a change by itself. */
    private static final double WORTH_GROWING = 1.1;

    /** Room above the greatest use of a day, which samples may have missed. */
    private static final double SHRUNK_ROOM = 1.25;

    /** Up to here a smaller size is worth a change. */
    private static final double WORTH_SHRINKING = 0.8;

    private static final int STEP = 2;

    private final Subject subject;
    private final SizingSettings settings;

    SizingRules(Subject subject, SizingSettings settings) {
        this.subject = subject;
        this.settings = settings;
    }

    /**
     * The advice.
     *
     * @param recent all points of the recent past
     * @param past all points of the long past
     * @param variation of the uses; NaN if it is unknown
     * @param saturation why callers wait in vain; null while they do not
     */
    SizingAdvice advise(Points recent, Points past, double variation, @Nullable Saturation saturation) {
        Load load = Load.of(recent, settings.window(), variation);
        Conclusion seen = conclude(load, past);
        Conclusion conclusion = withinBound(
                (saturation != null && saturation.isOfNoSize())
                        ? ofNoSize(saturation, seen, isLongEnough(load))
                        : seen);
        List<Further> further = new ArrayList<>();
        if (conclusion.verdict() != Verdict.TOO_LITTLE_SEEN) {
            Further minIdle = minIdle(recent, load, conclusion.toSet());
            if (minIdle != null) {
                further.add(minIdle);
            }
        }
        Map<String, Object> evidence = load.uses() > 0 ? load.evidence(settings) : Map.of();
        return new SizingAdvice(
                conclusion.verdict(),
                conclusion.summary(),
                subject.max(),
                subject.origin(),
                conclusion.advised(),
                confidence(load, recent.span()),
                load.window(),
                load.uses(),
                withBound(evidence),
                further,
                (saturation != null) ? saturation.sentence(conclusion.verdict(), seen.bounded()) : null,
                Snippet.of(subject.settings(), toPaste(conclusion.toSet(), further)));
    }

    private Map<String, Integer> toPaste(@Nullable Integer size, List<Further> further) {
        if (subject.isAdaptive()) {
            return Map.of();
        }
        Map<String, Integer> values = new LinkedHashMap<>();
        if (size != null) {
            values.putAll(subject.withSize(size));
        }
        further.forEach(other -> values.put(other.setting(), other.value()));
        return values;
    }

    private Conclusion conclude(Load load, Points past) {
        boolean longEnough = isLongEnough(load);
        if (longEnough && load.isClosedLoop(subject.max()) && load.rise() == null) {
            return growAndMeasure(load);
        }
        boolean lengthKnown = load.uses() >= LEAST_USES && !Double.isNaN(load.usageMillis());
        if (longEnough && !lengthKnown && load.demand() >= 1) {
            return longUses(load);
        }
        if (!longEnough || !lengthKnown) {
            return tooLittle(load);
        }
        int needed = load.needed(settings);
        UsageRise rise = load.rise();
        if (rise != null && needed <= subject.max()) {
            return serverBound(rise, needed);
        }
        if (load.isClosedLoop(subject.max())) {
            return growAndMeasure(load);
        }
        boolean late = load.waitP99Millis() > load.wantedWaitMillis(settings);
        if (needed > WORTH_GROWING * subject.max() || (needed > subject.max() && late)) {
            return grow(load, needed);
        }
        Conclusion shrink = shrink(past, needed);
        if (shrink != null) {
            return shrink;
        }
        return (subject.within(needed) < needed) ? bounded(needed) : keep(load, needed);
    }

    private boolean isLongEnough(Load load) {
        return load.window().toMillis() >= NEARLY * settings.window().toMillis();
    }

    /**
     * What remains of a conclusion while no other size would help: callers who wait were counted as wanting a connection, and
     * the load that would be there otherwise was not seen.
     */
    private Conclusion ofNoSize(Saturation saturation, Conclusion seen, boolean longEnough) {
        boolean remains = switch (seen.verdict()) {
            case GROW, GROW_AND_MEASURE, SHRINK -> false;
            case KEEP -> !saturation.hidesLoad() && !seen.bounded();
            case TOO_LITTLE_SEEN -> !longEnough;
            case SERVER_BOUND -> true;
        };
        return remains
                ? seen
                : new Conclusion(
                        Verdict.KEEP,
                        "%s while this lasts, since another size would not help. %s"
                                .formatted(kept(), saturation.sentence(Verdict.KEEP, false)),
                        null,
                        null);
    }

    private Conclusion tooLittle(Load load) {
        String ended =
                (load.uses() >= LEAST_USES && Double.isNaN(load.usageMillis())) ? ", none of which has ended" : "";
        return new Conclusion(
                Verdict.TOO_LITTLE_SEEN,
                "Too little was seen to say which size is right: %d uses in %d s%s, where %d in %d s are wanted."
                        .formatted(
                                load.uses(),
                                load.window().toSeconds(),
                                ended,
                                LEAST_USES,
                                settings.window().toSeconds()),
                null,
                null);
    }

    /** Few uses that last: whoever holds a connection, or waits for one, is seen again and again, and can be counted. */
    private Conclusion longUses(Load load) {
        int seen = (int) Math.ceil(load.peakDemand()) + 1;
        // Who queues at a pool that is always full is more than would be there if it were not.
        int needed = load.isAlwaysFull() ? Math.min(seen, STEP * subject.max()) : seen;
        String uses = (load.uses() < LEAST_USES) ? "few and long" : "long";
        if (load.fullShare() == 0 || needed <= subject.max()) {
            return new Conclusion(
                    Verdict.KEEP,
                    "%s: the uses are %s, and at most %.0f connections were held or waited for at once."
                            .formatted(kept(), uses, load.peakDemand()),
                    subject.within(Math.min(needed, subject.max())),
                    null);
        }
        int size = subject.within(needed);
        return (size <= subject.max())
                ? bounded(needed)
                : new Conclusion(
                        Verdict.GROW,
                        "Grow from %d to %d: the uses are %s, and %.0f connections were held or waited for at once."
                                .formatted(subject.max(), size, uses, load.peakDemand()),
                        size,
                        size);
    }

    private Conclusion serverBound(UsageRise rise, int needed) {
        return new Conclusion(
                Verdict.SERVER_BOUND,
                String.format(
                        Locale.ROOT,
                        "Do not grow: with %.0f connections held a use takes %.1f ms, with %.0f only %.1f ms. The server is slow, and more connections make it slower; without that %d would do.",
                        rise.many(),
                        rise.loadedMillis(),
                        rise.few(),
                        rise.unloadedMillis(),
                        needed),
                subject.within(needed),
                null);
    }

    private Conclusion growAndMeasure(Load load) {
        int next = subject.within(
                Math.min(STEP * subject.max(), Math.max(subject.max() + 1, (int) Math.ceil(load.demand()))));
        if (next <= subject.max()) {
            return bounded(load.demand());
        }
        return new Conclusion(
                Verdict.GROW_AND_MEASURE,
                String.format(
                        Locale.ROOT,
                        "All %d connections are always held, and callers come as fast as they are served, so that how many are needed cannot be seen. Grow to %d and measure again: if uses get longer by that, the server is the bound.",
                        subject.max(),
                        next),
                null,
                next);
    }

    private Conclusion grow(Load load, int needed) {
        int size = subject.within(needed);
        if (size <= subject.max()) {
            return bounded(needed);
        }
        String limited = (size < needed) ? " %d would be needed; %s".formatted(needed, reason()) : "";
        return new Conclusion(
                Verdict.GROW,
                String.format(
                        Locale.ROOT,
                        "Grow from %d to %d: %.1f callers a second, each for %.1f ms, keep %.1f connections busy, and with %d of them %s of 100 wait at most %.1f ms.%s",
                        subject.max(),
                        size,
                        load.arrivals().perSecond(),
                        load.unloadedMillis(),
                        load.busy(load.unloadedMillis()),
                        needed,
                        percentile(),
                        load.wantedWaitMillis(settings),
                        limited),
                size,
                size);
    }

    private Conclusion bounded(double needed) {
        int most = subject.within(subject.max());
        return new Conclusion(
                Verdict.KEEP,
                String.format(
                        Locale.ROOT,
                        "%.0f connections would be needed, and no more than %d may be: %s",
                        needed,
                        most,
                        reason()),
                most,
                null,
                true);
    }

    /** A pool that is greater than it may be, and needs no more than that, gets smaller. */
    private Conclusion withinBound(Conclusion conclusion) {
        int most = subject.within(subject.max());
        boolean enough = conclusion.verdict() == Verdict.KEEP
                && !conclusion.bounded()
                && conclusion.advised() != null
                && conclusion.advised() <= most;
        if (subject.max() <= most || subject.isUnbounded() || !enough) {
            return conclusion;
        }
        return new Conclusion(
                Verdict.SHRINK,
                "Shrink from %d to %d: no more may be (%s), and %d would do."
                        .formatted(subject.max(), most, reason(), conclusion.advised()),
                most,
                most);
    }

    private @Nullable Conclusion shrink(Points past, int needed) {
        if (subject.isUnbounded() || subject.isAdaptive() || past.span().toMillis() < NEARLY * DAY.toMillis()) {
            return null;
        }
        int most = (int) Math.round(past.greatest(HistoryField.ACTIVE));
        int size = Math.max(needed, Math.max(most + 1, (int) Math.ceil(SHRUNK_ROOM * most)));
        if (past.fullShare() > 0 || size > WORTH_SHRINKING * subject.max()) {
            return null;
        }
        if (subject.within(size) < size) {
            return bounded(size);
        }
        return new Conclusion(
                Verdict.SHRINK,
                "Shrink from %d to %d: in %d hours no more than %d connections were held at once."
                        .formatted(subject.max(), size, past.span().toHours(), most),
                size,
                size);
    }

    private Conclusion keep(Load load, int needed) {
        return new Conclusion(
                Verdict.KEEP,
                String.format(
                        Locale.ROOT,
                        "%s: for the busiest %d s %d would do; %.1f callers a second, each for %.1f ms, keep %.1f connections busy.",
                        kept(),
                        load.window().toSeconds(),
                        needed,
                        load.arrivals().perSecond(),
                        load.unloadedMillis(),
                        load.busy(load.unloadedMillis())),
                needed,
                null);
    }

    private String kept() {
        return subject.isUnbounded() ? "Keep it without a bound" : "Keep " + subject.max();
    }

    /** More idle connections, where callers waited for some to be opened although there may be more. */
    private @Nullable Further minIdle(Points recent, Load load, @Nullable Integer size) {
        if (!subject.hasMinIdle()) {
            return null;
        }
        Openings openings = Openings.of(recent, load.wantedWaitMillis(settings));
        int most = subject.within((size != null) ? Math.min(size, subject.max()) : subject.max());
        int wanted = Math.min(most, openings.wanted());
        if (!openings.outrun() || wanted <= subject.min()) {
            return null;
        }
        return new Further(
                Subject.MIN_IDLE,
                wanted,
                String.format(
                        Locale.ROOT,
                        "Raise min-idle from %d to %d: in %d of %d looks callers waited for connections to be opened, for up to %.1f ms, while there may be more.",
                        subject.min(),
                        wanted,
                        openings.late(),
                        recent.count(),
                        openings.longestWaitMillis()),
                openings.evidence());
    }

    private Map<String, Object> withBound(Map<String, Object> evidence) {
        SizeCeiling.Bound bound = subject.bound();
        if (bound == null) {
            return evidence;
        }
        Map<String, Object> all = new LinkedHashMap<>(evidence);
        all.put("bound", bound.maxSize());
        all.put("boundReason", bound.reason());
        return all;
    }

    private String reason() {
        SizeCeiling.Bound bound = subject.bound();
        return (bound != null) ? bound.reason() : "";
    }

    private String percentile() {
        double percentile = round(settings.waitPercentile());
        return (percentile == Math.rint(percentile)) ? String.valueOf((int) percentile) : String.valueOf(percentile);
    }

    private static Confidence confidence(Load load, Duration seen) {
        if (load.uses() < ENOUGH_USES || load.isAlwaysFull()) {
            return Confidence.LOW;
        }
        return (load.uses() >= MANY_USES && seen.compareTo(LONG) >= 0) ? Confidence.HIGH : Confidence.MEDIUM;
    }

    /**
     * What the advice says of the size.
     *
     * @param toSet what to set max-size to; null to leave it
     * @param bounded whether more are needed than may be
     */
    private record Conclusion(
            Verdict verdict,
            String summary,
            @Nullable Integer advised,
            @Nullable Integer toSet,
            boolean bounded) {

        Conclusion(Verdict verdict, String summary, @Nullable Integer advised, @Nullable Integer toSet) {
            this(verdict, summary, advised, toSet, false);
        }
    }
}
