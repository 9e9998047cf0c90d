/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.PoolNotice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an {@link AccountLimits} on a thread of the pool, one account after the other, and keeps what it says for the
 * refresh interval. Until an account was answered for the first time it has one client; if the answer takes longer than a
 * second, or is none, the account follows the other limits. At most 10,000 answers are kept, the newest ones.
 *
 * <p>Guarded by the lock of the pool, except for the asking itself and what all may read.
 */
final class LimitAnswers<A> {

    /** What is said of an account of which nothing is known. */
    static final int NOTHING = 0;

    private static final int UNTIL_ANSWERED = 1;
    private static final int MOST = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Logger logger = LoggerFactory.getLogger(AccountPool.class);

    /** The pool, as far as it is needed here. */
    interface Owner<A> {

        /** Runs a change under the lock of the pool, and then what follows from it. */
        void change(Runnable change);

        /** The limit of an account may be another one now; to be called under the lock. */
        void limitChanged(A account);

        /** The limits of many accounts may be other ones now; to be called under the lock. */
        void limitsChanged();

        /** The limit of an account was another one before; without the lock. */
        void told(A account, int from, int to);

        boolean isClosed();
    }

    private record Answer(int limit, long untilNanos) {}

    private final String pool;
    private final AccountLimits<A> source;
    private final long refreshNanos;
    private final LongSupplier nanoTime;
    private final PoolThreads threads;

    private final Map<A, Answer> answers = new LinkedHashMap<>();
    private final Set<A> wanted = new LinkedHashSet<>();
    private boolean asking;
    private boolean stalled;
    private long asked;
    private @Nullable A current;

    private volatile boolean silent;
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable String lastFailure;

    LimitAnswers(String pool, AccountLimits<A> source, Duration refresh, LongSupplier nanoTime, PoolThreads threads) {
        this.pool = pool;
        this.source = source;
        this.refreshNanos = Rules.nanos(refresh);
        this.nanoTime = nanoTime;
        this.threads = threads;
    }

    /** What is known of an account, or {@link #NOTHING}. One that is not known will be asked for. */
    int limitOf(A account) {
        Answer answer = answers.get(account);
        if (answer != null) {
            return answer.limit;
        }
        if (wanted.size() < MOST) {
            wanted.add(account);
        }
        if (silent) {
            keepNothing(account);
            return NOTHING;
        }
        return UNTIL_ANSWERED;
    }

    /* An account that has waited for too long does not fall back to one client when another one is answered. */
    private void keepNothing(A account) {
        if (answers.size() < MOST) {
            answers.putIfAbsent(account, new Answer(NOTHING, nanoTime.getAsLong() + refreshNanos));
        }
    }

    /** Asks anew for what was answered long ago, and forgets accounts that the pool does not know. */
    void refresh(Predicate<A> known) {
        stalled = false;
        long now = nanoTime.getAsLong();
        answers.entrySet().removeIf(entry -> {
            boolean old = now - entry.getValue().untilNanos >= 0;
            if (old && known.test(entry.getKey())) {
                wanted.add(entry.getKey());
                return false;
            }
            return old;
        });
    }

    /** Whether asking has to begin, which the caller does by {@link #ask} after the lock is released. */
    boolean begin() {
        if (asking || stalled || wanted.isEmpty()) {
            return false;
        }
        asking = true;
        return true;
    }

    /** Asks on a thread of the pool. Without the lock. */
    void ask(Owner<A> owner) {
        try {
            threads.execute(() -> askAll(owner));
        } catch (Throwable ex) {
            // A refusal, whatever else an executor of the application throws, or no thread.
            stall(owner, ex);
        }
    }

    private void askAll(Owner<A> owner) {
        try {
            Holder<A> next = new Holder<>();
            do {
                owner.change(() -> next.account = takeNext(owner));
                A account = next.account;
                if (account != null) {
                    askOne(account, owner);
                }
            } while (next.account != null);
        } catch (Throwable ex) {
            // Whatever a scheduler or an account of the application throws, errors included.
            stall(owner, ex);
        }
    }

    /* Asking has ended before its time, and begins anew at the next refresh. Until then accounts follow other limits. */
    private void stall(Owner<A> owner, Throwable failure) {
        owner.change(() -> {
            asking = false;
            stalled = true;
            asked++;
            A last = current;
            current = null;
            if (last != null) {
                wanted.add(last);
            }
            if (owner.isClosed()) {
                wanted.clear();
            } else {
                becomeSilent(owner);
            }
        });
        if (!owner.isClosed()) {
            Work.tryRun(() -> noteFailure("Pool '%s': limits cannot be asked for".formatted(pool), failure));
        }
    }

    private @Nullable A takeNext(Owner<A> owner) {
        if (wanted.isEmpty() || owner.isClosed()) {
            wanted.clear();
            asking = false;
            return null;
        }
        A account = wanted.iterator().next();
        wanted.remove(account);
        current = account;
        asked++;
        return account;
    }

    private void askOne(A account, Owner<A> owner) {
        long number = asked; // read by the one thread that asks, which wrote it
        var alarm = threads.after(PATIENCE, () -> fallSilent(number, owner));
        Integer limit = null;
        Throwable failure = null;
        try {
            limit = requireValid(source.maxClients(account));
        } catch (Throwable ex) {
            // Whatever the application throws: the limit stays as it is.
            failure = ex;
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
        note(account, failure);
        answered(account, limit, failure != null, owner);
    }

    private static @Nullable Integer requireValid(@Nullable Integer limit) {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("maxClients must be at least 1 but is " + limit);
        }
        return limit;
    }

    private void answered(A account, @Nullable Integer limit, boolean failed, Owner<A> owner) {
        Change change = new Change();
        owner.change(() -> {
            asked++;
            current = null;
            boolean wasSilent = silent;
            silent = false;
            Answer before = answers.remove(account);
            change.before = before;
            int kept = (failed && before != null) ? before.limit : (limit != null) ? limit : NOTHING;
            wanted.remove(account);
            change.now = kept;
            answers.put(account, new Answer(kept, nanoTime.getAsLong() + refreshNanos));
            if (answers.size() > MOST) {
                answers.remove(answers.keySet().iterator().next());
            }
            if (wasSilent) {
                owner.limitsChanged();
            } else {
                owner.limitChanged(account);
            }
        });
        Answer before = change.before;
        if (before != null && before.limit != change.now) {
            owner.told(account, before.limit, change.now);
        }
    }

    private void note(A account, @Nullable Throwable failure) {
        if (failure == null) {
            failures.set(0);
            lastFailure = null;
            return;
        }
        noteFailure("%s: its limit could not be asked for".formatted(Refusals.where(pool, account)), failure);
    }

    private void noteFailure(String what, Throwable failure) {
        boolean first = lastFailure == null;
        lastFailure = BackendEvidence.describe(failure);
        failures.incrementAndGet();
        if (first) {
            Work.tryRun(() -> logger.warn(what, failure));
        }
    }

    private void fallSilent(long number, Owner<A> owner) {
        AtomicBoolean fell = new AtomicBoolean();
        owner.change(() -> {
            if (number == asked && !silent) {
                fell.set(true);
                becomeSilent(owner);
            }
        });
        if (fell.get()) {
            boolean first = lastFailure == null;
            lastFailure = "no answer for " + PATIENCE.toSeconds() + " s";
            failures.incrementAndGet();
            if (first) {
                logger.warn("Pool '{}': its AccountLimits has not answered for {}", pool, PATIENCE);
            }
        }
    }

    /* Under the lock. */
    private void becomeSilent(Owner<A> owner) {
        silent = true;
        A last = current;
        if (last != null) {
            keepNothing(last);
        }
        wanted.forEach(this::keepNothing);
        owner.limitsChanged();
    }

    /** What is wrong now. Any thread. */
    List<PoolNotice> notices() {
        String failure = lastFailure;
        return (failure == null)
                ? List.of()
                : List.of(
                        new PoolNotice(
                                "account-limits-unknown",
                                Map.of("failures", failures.get(), "lastFailure", failure),
                                Duration.ZERO,
                                "Mend the AccountLimits bean of the pool; meanwhile its accounts keep the limits they have, and new ones follow limits and max-per-account."));
    }

    private static final class Change {
        private @Nullable Answer before;
        private int now;
    }

    private static final class Holder<T> {
        private @Nullable T account;
    }
}
