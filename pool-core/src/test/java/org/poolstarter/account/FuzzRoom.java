/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.FuzzService.Session;

/**
 * Watches what a pool closes to make room: never more clients at once than there are places wanted that may be opened now,
 * those included that are being closed anyway, and the client idle for longest. It looks at one change of one account at a time: a
 * client of another account that is closed by that makes room for somebody.
 */
final class FuzzRoom {

    private static final int NOBODY = -1;

    private final AccountPool<String, Session> pool;
    private final LongSupplier nanoTime;
    private final int accounts;
    private final int[] closing;
    private int changed = NOBODY;
    private long noneClosingAt;
    private int made;

    FuzzRoom(AccountPool<String, Session> pool, LongSupplier nanoTime, int accounts) {
        this.pool = pool;
        this.nanoTime = nanoTime;
        this.accounts = accounts;
        this.closing = new int[accounts];
    }

    /** What the pool does next follows from one change of this account. */
    void changes(int account) {
        changed = account;
        int all = 0;
        for (int each = 0; each < accounts; each++) {
            closing[each] = pool.snapshot(FuzzModel.nameOf(each)).closing();
            all += closing[each];
        }
        if (all == 0) {
            noneClosingAt = nanoTime.getAsLong();
        }
    }

    /** To be called when the pool has done it. Returns what was broken by it; null if nothing was. */
    @Nullable
    String judge(IntUnaryOperator limitOf) {
        int account = changed;
        changed = NOBODY;
        List<Integer> victims = new ArrayList<>();
        int all = 0;
        for (int each = 0; account != NOBODY && each < accounts; each++) {
            int now = pool.snapshot(FuzzModel.nameOf(each)).closing();
            all += now;
            for (int more = now - closing[each]; more > 0 && each != account; more--) {
                victims.add(each);
            }
        }
        made += victims.size();
        // Nobody counts any more on a close that takes too long.
        boolean counted = nanoTime.getAsLong() - noneClosingAt
                < pool.limits().connectTimeout().toNanos();
        if (victims.isEmpty() || !counted) {
            return null;
        }
        int wanted = wanted(limitOf);
        if (all > wanted) {
            return "%d clients are closed, of which %d idle ones to make room, for %d places"
                    .formatted(all, victims.size(), wanted);
        }
        return (victims.size() == 1 && closing[victims.get(0)] == 0) ? judgeChoice(victims.get(0)) : null;
    }

    /** How many clients were closed to make room so far. */
    int made() {
        return made;
    }

    private int wanted(IntUnaryOperator limitOf) {
        int wanted = 0;
        int mayOpen = pool.limits().maxOpening();
        for (int account = 0; account < accounts; account++) {
            AccountSnapshot own = pool.snapshot(FuzzModel.nameOf(account));
            int opening = in(account, "OPENING");
            int unsupplied = own.pending() - opening - in(account, "VALIDATING");
            int places = own.active() + own.idle() + own.opening() + own.closing();
            wanted += Math.max(0, Math.min(unsupplied, limitOf.applyAsInt(account) - places));
            mayOpen -= opening;
        }
        return Math.min(wanted, mayOpen);
    }

    private int in(int account, String state) {
        return (int) pool.clients(FuzzModel.nameOf(account)).stream()
                .filter(client -> client.state().equals(state))
                .count();
    }

    private @Nullable String judgeChoice(int victim) {
        Duration rest = longest(victim, "CLOSING");
        for (int account = 0; account < accounts; account++) {
            if (longest(account, "IDLE").compareTo(rest) > 0) {
                return "a client of account %d is closed to make room, and one of account %d is idle for longer"
                        .formatted(victim, account);
            }
        }
        return null;
    }

    private Duration longest(int account, String state) {
        return pool.clients(FuzzModel.nameOf(account)).stream()
                .filter(client -> client.state().equals(state))
                .map(ClientSnapshot::inState)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
