/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPermits.Claim;
import org.poolstarter.account.AccountPermits.Holder;

/**
 * The permits that are out, and the renewal of their leases. Confined to the thread of its {@link RedisPermits}.
 *
 * @param <A> what names an account
 */
final class Leases<A> {

    private static final int RENEWED_AT_ONCE = 200;

    /** Learns whether Redis answers. */
    interface Listener {

        void answered();

        /**
         * Redis did not answer.
         *
         * @param failure null if it answered something else
         */
        void unanswered(@Nullable Throwable failure);
    }

    private final RedisPermitsSettings settings;
    private final PermitNames names;
    private final Requests requests;
    private final LongSupplier nanoTime;
    private final PermitFigures figures;
    private final Holder<A> holder;
    private final Listener listener;

    private final Map<String, RedisPermit<A>> permits = new LinkedHashMap<>();
    private long marks;
    private long dueAt;
    private int renewing;

    Leases(
            RedisPermitsSettings settings,
            PermitNames names,
            Requests requests,
            LongSupplier nanoTime,
            PermitFigures figures,
            Holder<A> holder,
            Listener listener) {
        this.settings = settings;
        this.names = names;
        this.requests = requests;
        this.nanoTime = nanoTime;
        this.figures = figures;
        this.holder = holder;
        this.listener = listener;
    }

    void add(RedisPermit<A> permit) {
        permits.put(permit.member(), permit);
        figures.held = permits.size();
    }

    void remove(String member) {
        permits.remove(member);
        figures.held = permits.size();
    }

    boolean isEmpty() {
        return permits.isEmpty();
    }

    int size() {
        return permits.size();
    }

    int of(String account) {
        int count = 0;
        for (RedisPermit<A> permit : permits.values()) {
            if (permit.accountText().equals(account)) {
                count++;
            }
        }
        return count;
    }

    /** One of the permits of an account; null without any. */
    @Nullable
    RedisPermit<A> anyOf(String account) {
        for (RedisPermit<A> permit : permits.values()) {
            if (permit.accountText().equals(account)) {
                return permit;
            }
        }
        return null;
    }

    /** When a permit ends here whose lease began at the earliest when its request was sent. */
    long deadline(long sentAt) {
        return sentAt + settings.lease().minus(settings.margin()).toNanos();
    }

    /** To be called each third of a lease. */
    void renewWhenDue() {
        if (renewing == 0 && !figures.isAway()) {
            dueAt = nanoTime.getAsLong();
        }
        renew();
    }

    /** Does nothing while a renewal is under way. Tells the others that this replica is there, too, if it has no permits. */
    void renew() {
        if (renewing > 0) {
            return;
        }
        List<RedisPermit<A>> all = List.copyOf(permits.values());
        for (int from = 0; from == 0 || from < all.size(); from += RENEWED_AT_ONCE) {
            renew(all.subList(from, Math.min(all.size(), from + RENEWED_AT_ONCE)));
        }
    }

    private void renew(List<RedisPermit<A>> some) {
        String mark = Long.toString(++marks);
        String lease = String.valueOf(settings.lease().toMillis());
        List<String> keys = new ArrayList<>(List.of(names.all(), names.replicas()));
        List<String> arguments = new ArrayList<>(List.of(
                lease, settings.replica(), settings.maxSizeText(), String.valueOf(permits.size()), lease, mark));
        for (RedisPermit<A> permit : some) {
            keys.add(names.permits(permit.accountText()));
            keys.add(names.waiting(permit.accountText()));
            arguments.add(permit.member());
            arguments.add(String.valueOf(holder.demand(permit.account()).limit()));
            arguments.add(permit.isLeased() ? "0" : "1");
        }
        long sentAt = nanoTime.getAsLong();
        renewing++;
        requests.run(PermitScript.RENEW, keys, arguments, (answer, failure) -> {
            renewing--;
            if (answer == null || !PermitStore.text(answer.get(0)).equals(mark)) {
                listener.unanswered(failure);
            } else {
                renewed(some, sentAt, answer);
            }
        });
    }

    private void renewed(List<RedisPermit<A>> some, long sentAt, List<Object> answer) {
        String digits = PermitStore.text(answer.get(2));
        for (int i = 0; i < some.size(); i++) {
            RedisPermit<A> permit = some.get(i);
            if (permits.containsKey(permit.member())) {
                renewed(permit, deadline(sentAt), digits.charAt(i) - '0');
            }
        }
        figures.used = PermitStore.number(answer.get(1));
        Map<String, Long> shares = new TreeMap<>();
        for (int i = 3; i + 1 < answer.size(); i += 2) {
            shares.put(PermitStore.text(answer.get(i)), PermitStore.number(answer.get(i + 1)));
        }
        figures.shares = Collections.unmodifiableMap(shares);
        figures.renewed(dueAt, nanoTime.getAsLong());
        listener.answered();
    }

    private void renewed(RedisPermit<A> permit, long deadline, int digit) {
        boolean there = (digit & 1) != 0;
        boolean wanted = (digit & 2) != 0;
        if (!there || !permit.isValid()) {
            end(permit);
            return;
        }
        permit.renewed(deadline);
        if (wanted) {
            boolean unused = holder.giveUp(permit.account(), Claim.ANY);
        }
    }

    /** Ends the permits whose time is over. */
    void endOverdue() {
        List<RedisPermit<A>> overdue =
                permits.values().stream().filter(permit -> !permit.isValid()).toList();
        overdue.forEach(this::end);
    }

    private void end(RedisPermit<A> permit) {
        permit.end();
        remove(permit.member());
        figures.lost.increment();
        holder.lost(permit.account(), permit, settings.interruptHolders());
    }

    /** Redis does not answer: what is within the share of this replica holds without it, the rest ends at its time. */
    void keepShare() {
        Map<String, Integer> kept = new HashMap<>();
        for (RedisPermit<A> permit : permits.values()) {
            int limit = holder.demand(permit.account()).limit();
            int before = kept.getOrDefault(permit.accountText(), 0);
            if (permit.isValid() && before < share(limit)) {
                permit.holdsWithoutLease();
                kept.put(permit.accountText(), before + 1);
            }
        }
    }

    /** What this replica may have of a limit while Redis does not answer. */
    int share(int limit) {
        Integer said = settings.replicas();
        int replicas = (said != null) ? said : figures.replicas();
        return switch (settings.whenUnavailable()) {
            case FAIL_CLOSED -> 0;
            case LOCAL_SHARE -> Math.max(1, limit / replicas);
            case FAIL_OPEN -> limit;
        };
    }

    /** Whether this replica may have one more permit of an account without asking. */
    boolean isWithinShare(String account, int limit) {
        Integer maxSize = settings.maxSize();
        return of(account) < share(limit) && (maxSize == null || size() < share(maxSize));
    }
}
