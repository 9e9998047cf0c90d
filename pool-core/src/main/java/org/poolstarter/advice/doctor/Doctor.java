/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.Counsel;
import org.poolstarter.advice.Silence;
import org.poolstarter.advice.Warning;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.ServerFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examines the configuration of every pool by the {@linkplain ConfigurationRule rules}, and remembers what it found. What
 * it finds for the first time it says in the log, once; what comes and goes at a bound is said anew after ten minutes
 * without it.
 *
 * <p>It has no thread of its own: whoever creates it calls {@link #examine()} now and then. Safe for use by many threads;
 * nothing blocks, does I/O or throws.
 */
public final class Doctor implements Counsel {

    private static final Logger logger = LoggerFactory.getLogger(Doctor.class);

    private static final Duration QUIET = Duration.ofMinutes(10);

    private final Pools pools;
    private final KnownServers servers;
    private final ConnectionBudget budget;
    private final Surroundings surroundings;
    private final Silence silence;
    private final InstantSource clock;

    /* Guarded by this. */
    private final Map<String, Churn.Marks> marks = new HashMap<>();

    /* Guarded by this: by pool and code, when something was found last. */
    private final Map<String, Map<String, Instant>> lastFound = new HashMap<>();

    private volatile Map<String, Long> nestedAtStart = Map.of();

    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private volatile Map<String, List<Warning>> found = Map.of();

    /** @param silence what is not to be logged; it is found all the same */
    public Doctor(
            Pools pools,
            KnownServers servers,
            ConnectionBudget budget,
            Surroundings surroundings,
            Silence silence,
            InstantSource clock) {
        this.pools = pools;
        this.servers = servers;
        this.budget = budget;
        this.surroundings = surroundings;
        this.silence = silence;
        this.clock = clock;
    }

    /** The sums that some of the rules judge by. */
    public ConnectionBudget budget() {
        return budget;
    }

    /**
     * The application begins to work. What threads did until now, such as a migration that takes a connection while it
     * holds one, says nothing of those that will serve requests.
     */
    public void begin() {
        Map<String, Long> nested = new HashMap<>();
        for (Pool pool : pools.all()) {
            try {
                nested.put(pool.name(), nested(totals(pool)));
            } catch (RuntimeException | Error ex) {
                notExamined(pool, ex);
            }
        }
        nestedAtStart = Map.copyOf(nested);
    }

    private static @Nullable PoolTotals totals(Pool pool) {
        PoolRecorder recorder = pool.recorder();
        return (recorder != null) ? recorder.totals() : null;
    }

    private static long nested(@Nullable PoolTotals totals) {
        return (totals != null) ? totals.nested() : 0;
    }

    /** Examines every pool, by what is known of its server at this moment. */
    public synchronized void examine() {
        Map<String, List<Warning>> before = found;
        Map<String, List<Warning>> now = new HashMap<>();
        List<Pool> all = pools.all();
        Map<String, ServerFacts> known = known(all);
        BudgetSums sums = budget.now();
        for (Pool pool : all) {
            List<Warning> warnings = examine(pool, known, sums, before.getOrDefault(pool.name(), List.of()));
            now.put(pool.name(), warnings);
        }
        marks.keySet().retainAll(now.keySet());
        lastFound.keySet().retainAll(now.keySet());
        found = Map.copyOf(now);
    }

    private List<Warning> examine(Pool pool, Map<String, ServerFacts> known, BudgetSums sums, List<Warning> before) {
        try {
            Examination examination = examination(pool, known, sums);
            List<Warning> warnings = new ArrayList<>();
            for (ConfigurationRule rule : ConfigurationRule.values()) {
                Finding finding = rule.find(examination);
                if (finding != null) {
                    warnings.add(warning(pool, rule, finding, before));
                }
            }
            return warnings;
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may break the contract in any way; the others must be examined.
            notExamined(pool, ex);
            return List.of();
        }
    }

    /* Logged once, since this runs every minute. */
    private void notExamined(Pool pool, Throwable why) {
        if (broken.add(pool.name())) {
            logger.warn("Pool {} cannot be examined", pool.name(), why);
        }
    }

    private Warning warning(Pool pool, ConfigurationRule rule, Finding finding, List<Warning> before) {
        Instant since = before.stream()
                .filter(warning -> warning.code().equals(rule.code()))
                .map(Warning::since)
                .findFirst()
                .orElse(null);
        boolean again = notedBefore(pool, rule);
        if (!again && since == null && !silence.covers(pool.name(), rule.code())) {
            logger.warn(
                    "Pool {} ({}) - {}: {} {}",
                    pool.name(),
                    pool.backend(),
                    rule.code(),
                    finding.remedy(),
                    finding.evidence());
        }
        return new Warning(
                rule.code(),
                rule.severity(),
                finding.evidence(),
                finding.window(),
                finding.remedy(),
                (since != null) ? since : clock.instant());
    }

    /* Notes that something was found, and tells whether it was a little before, too. */
    private synchronized boolean notedBefore(Pool pool, ConfigurationRule rule) {
        Instant now = clock.instant();
        Instant last =
                lastFound.computeIfAbsent(pool.name(), name -> new HashMap<>()).put(rule.code(), now);
        return last != null && Duration.between(last, now).compareTo(QUIET) <= 0;
    }

    private Examination examination(Pool pool, Map<String, ServerFacts> known, BudgetSums sums) {
        PoolTotals totals = totals(pool);
        return new Examination(
                pool,
                pool.settings(),
                pool.snapshot(),
                known,
                sums.lines(pool),
                sums.settings().instances(),
                surroundings,
                churn(pool, totals),
                nested(totals) - nestedAtStart.getOrDefault(pool.name(), 0L));
    }

    private synchronized Churn churn(Pool pool, @Nullable PoolTotals totals) {
        return (totals == null)
                ? Churn.NONE
                : marks.computeIfAbsent(pool.name(), name -> new Churn.Marks()).at(clock.instant(), totals);
    }

    private Map<String, ServerFacts> known(List<Pool> all) {
        Map<String, ServerFacts> known = new HashMap<>();
        for (Pool pool : all) {
            try {
                servers.facts(pool).ifPresent(facts -> known.put(pool.name(), facts));
            } catch (RuntimeException | Error ex) {
                notExamined(pool, ex); // as far as it needs its server
            }
        }
        return Collections.unmodifiableMap(known);
    }

    /** What the last examination has found, in the order of the rules. */
    @Override
    public List<Warning> warnings(Pool pool) {
        return found.getOrDefault(pool.name(), List.of());
    }

    /** In {@code server}: what its server has told, since when that is known, and what could not be read. */
    @Override
    public Map<String, Object> sections(Pool pool) {
        Map<String, Object> section = new LinkedHashMap<>();
        servers.facts(pool).ifPresent(facts -> section.putAll(ShownFacts.of(facts)));
        servers.askedAt(pool).ifPresent(at -> section.put("askedAt", at));
        servers.error(pool).ifPresent(error -> section.put("error", error));
        return section.isEmpty() ? Map.of() : Map.of("server", section);
    }

    /** Every rule by its code: whether it found something ({@code warning}), was silenced, or is content ({@code ok}). */
    public Map<String, String> verdicts(Pool pool) {
        Map<String, String> verdicts = new LinkedHashMap<>();
        List<Warning> warnings = warnings(pool);
        for (ConfigurationRule rule : ConfigurationRule.values()) {
            boolean fired = warnings.stream().anyMatch(warning -> warning.code().equals(rule.code()));
            boolean silenced = silence.covers(pool.name(), rule.code());
            verdicts.put(rule.code(), !fired ? "ok" : silenced ? "silenced" : "warning");
        }
        return verdicts;
    }
}
