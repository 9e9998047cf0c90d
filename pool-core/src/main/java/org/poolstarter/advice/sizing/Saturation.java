/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.advice.Reachability;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

/**
 * Why callers wait or get nothing, at this moment or a little before.
 *
 * @param cause why
 * @param numbers what shows it, in one line
 */
record Saturation(TimeoutCause cause, String numbers) {

    /** The code of the warning of a pool that was full with callers waiting at each of the last looks. */
    private static final String WARNING = "saturated";

    /** Callers wait for a connection that is in use: whether more would help is for the load to say. */
    private static final Set<TimeoutCause> OF_LOAD = EnumSet.of(TimeoutCause.FULL, TimeoutCause.SLOW_SERVER);

    /**
     * Finds it out.
     *
     * @param shortage what the pool itself says; null if it says nothing
     * @param refusal what the backend says to new connections; null while it refuses none
     * @return null while callers get what they want
     */
    static @Nullable Saturation of(PoolReport report, @Nullable Shortage shortage, @Nullable Refusal refusal) {
        if (shortage != null) {
            return new Saturation(shortage.cause(), shortage.numbers());
        }
        if (refusal != null) {
            return new Saturation(TimeoutCause.OPEN_FAILING, refusal.error());
        }
        if (report.backend().reachability() == Reachability.UNREACHABLE) {
            return new Saturation(
                    TimeoutCause.BACKEND_DOWN, String.valueOf(report.backend().error()));
        }
        PoolSnapshot now = report.snapshot();
        return now.saturated() && isLasting(report)
                ? new Saturation(
                        TimeoutCause.FULL,
                        "active=%d, max=%d, pending=%d".formatted(now.active(), now.max(), now.pending()))
                : null;
    }

    /** Whether another size would not help. */
    boolean isOfNoSize() {
        return !OF_LOAD.contains(cause);
    }

    /** Whether few can be seen for that; an account that has all it may leaves the callers of others alone. */
    boolean hidesLoad() {
        return isOfNoSize() && cause != TimeoutCause.ACCOUNT_FULL;
    }

    /**
     * The same in one sentence, with what the size has to do with it.
     *
     * @param verdict what is advised about the size
     * @param bounded whether more are needed than may be
     */
    String sentence(Verdict verdict, boolean bounded) {
        String meaning = (bounded && cause == TimeoutCause.FULL)
                ? "every connection is in use, and more are needed than there may be: shorten the uses, call less at once, or raise what bounds the pool"
                : meaning(verdict);
        return "%s: %s (%s).".formatted(cause, meaning, numbers);
    }

    /* A burst that is over in a moment is what a pool is there for. */
    private static boolean isLasting(PoolReport report) {
        return Stream.concat(report.warnings().stream(), report.silenced().stream())
                .anyMatch(warning -> warning.code().equals(WARNING));
    }

    private String meaning(Verdict verdict) {
        return switch (cause) {
            case FULL ->
                switch (verdict) {
                    case GROW, GROW_AND_MEASURE ->
                        "every connection is in use and does what it always does, so that more would help";
                    case SERVER_BOUND ->
                        "every connection is in use, and for longer the more there are, so that more would not help";
                    case TOO_LITTLE_SEEN ->
                        "every connection is in use, and too little was seen to say whether more would help";
                    default ->
                        "every connection is in use, which the size does not explain: shorten the uses, or call less at once";
                };
            case ACCOUNT_FULL ->
                "an account has as many connections as it may, here or in the cluster, and a greater pool gives it no more";
            case LEAK ->
                "connections are held for too long by callers that do nothing with them or have forgotten them, and more would be held likewise";
            case SLOW_SERVER ->
                "every connection waits for a server that is slower than usual, and more would make it slower";
            case POOLER_FULL ->
                "connections wait for the pooler, which has none of the server free, and more would wait likewise";
            case OPEN_FAILING -> "the server answers and refuses new connections, whatever the size";
            case BACKEND_DOWN -> "the server cannot be reached, whatever the size";
            case SLOW_OPEN ->
                "callers wait for connections to be opened, which takes too long: more idle ones help where a pool keeps some, and a greater size does not";
        };
    }
}
