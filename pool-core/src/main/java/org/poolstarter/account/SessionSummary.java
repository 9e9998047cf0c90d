/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a pool in a few numbers. All but {@code total}, {@code active} and {@code max} are of the recent
 * sessions: those of which a record is kept.
 *
 * @param total sessions that have ended since the pool began
 * @param recent how many of them have a record still, at most {@link AccountPoolSettings#sessionRecords()}
 * @param averageDuration how long a session lasted; null without any
 * @param averages what a session counted, by the name of the counter, over the sessions that counted it
 * @param errors failures that holders have reported
 * @param failed sessions with such failures
 * @param ended how many ended in each way
 * @param active sessions of this moment
 * @param max how many there may be
 */
public record SessionSummary(
        long total,
        int recent,
        @Nullable Duration averageDuration,
        Map<String, Double> averages,
        long errors,
        int failed,
        Map<SessionEnd, Integer> ended,
        int active,
        int max) {

    public SessionSummary {
        averages = Collections.unmodifiableMap(new LinkedHashMap<>(averages));
        ended = Collections.unmodifiableMap(new LinkedHashMap<>(ended));
    }

    static SessionSummary of(List<SessionRecord> recent, long total, int active, int max) {
        Duration inAll = Duration.ZERO;
        long errors = 0;
        int failed = 0;
        Map<SessionEnd, Integer> ended = new EnumMap<>(SessionEnd.class);
        Map<String, Sum> sums = new TreeMap<>();
        for (SessionRecord session : recent) {
            inAll = inAll.plus(session.duration());
            errors += session.errors();
            failed += (session.errors() > 0) ? 1 : 0;
            ended.merge(session.ended(), 1, Integer::sum);
            session.counters()
                    .forEach((name, count) ->
                            sums.computeIfAbsent(name, key -> new Sum()).add(count));
        }
        Map<String, Double> averages = new LinkedHashMap<>();
        sums.forEach((name, sum) -> averages.put(name, sum.average()));
        Duration average = recent.isEmpty() ? null : inAll.dividedBy(recent.size());
        return new SessionSummary(total, recent.size(), average, averages, errors, failed, ended, active, max);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("total", total);
        map.put("recent", recent);
        if (averageDuration != null) {
            map.put("averageDuration", averageDuration);
        }
        map.put("averages", averages);
        map.put("errors", errors);
        map.put("failed", failed);
        Map<String, Integer> byWord = new LinkedHashMap<>();
        ended.forEach((end, count) -> byWord.put(end.word(), count));
        map.put("ended", byWord);
        map.put("active", active);
        map.put("max", max);
        return map;
    }

    private static final class Sum {

        private double sum;
        private int count;

        void add(long value) {
            sum += value;
            count++;
        }

        /** To a tenth. */
        double average() {
            return Math.round(sum / count * 10) / 10.0;
        }
    }
}
