/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many clients each account may have, whoever says so: its own limit, one that an operator has set for its text, an {@link
 * AccountLimits}, a limit configured for its text, or that of all; the first that says something. Guarded by the lock of
 * the pool, except for what all may read.
 */
final class LimitTable<A> {

    private final Map<String, Integer> configured;
    private final @Nullable LimitAnswers<A> answers;
    private final Map<A, Integer> own = new HashMap<>();

    /* Replaced under the lock, never changed. Empty values are of accounts that follow the limit of all. */
    private volatile Map<String, Optional<Integer>> ordered = Map.of();

    /**
     * Limits for all accounts.
     *
     * @param configured limits by the text of their account
     * @param answers what is asked besides; null for nothing
     */
    LimitTable(Map<String, Integer> configured, @Nullable LimitAnswers<A> answers) {
        this.configured = configured;
        this.answers = answers;
    }

    /** The limit in force, 1 or more. */
    int of(A account, Rules rules) {
        return rules.limits.exclusive() ? 1 : Math.min(wanted(account, rules), rules.mostPerAccount);
    }

    private int wanted(A account, Rules rules) {
        Integer limit = own.get(account);
        if (limit != null) {
            return limit;
        }
        int all = rules.limits.maxPerAccount();
        Optional<Integer> byOrder = ordered.isEmpty() ? null : ordered.get(Refusals.label(account));
        if (byOrder != null) {
            return byOrder.orElse(all);
        }
        int answered = (answers != null) ? answers.limitOf(account) : LimitAnswers.NOTHING;
        if (answered != LimitAnswers.NOTHING) {
            return answered;
        }
        limit = configured.isEmpty() ? null : configured.get(Refusals.label(account));
        return (limit != null) ? limit : all;
    }

    /** Gives an account a limit of its own, or takes that away. */
    void change(A account, @Nullable Integer limit) {
        if (limit != null) {
            own.put(account, limit);
        } else {
            own.remove(account);
        }
    }

    /** Gives the accounts of this text another limit; null to let them follow that of all. */
    void order(String text, @Nullable Integer limit) {
        Map<String, Optional<Integer>> changed = new LinkedHashMap<>(ordered);
        changed.put(text, Optional.ofNullable(limit));
        ordered = Map.copyOf(changed);
    }

    /** The limits by text in force, those of the configuration included. Any thread. */
    Map<String, Integer> byText() {
        Map<String, Integer> all = new LinkedHashMap<>(configured);
        ordered.forEach((text, limit) -> {
            if (limit.isPresent()) {
                all.put(text, limit.get());
            } else {
                all.remove(text);
            }
        });
        return all;
    }

    @Nullable
    LimitAnswers<A> answers() {
        return answers;
    }
}
