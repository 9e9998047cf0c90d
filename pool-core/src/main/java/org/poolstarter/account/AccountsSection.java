/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/** What an account pool tells beyond the common model: its busiest accounts, and who holds clients for longest. */
final class AccountsSection {

    private static final int SHOWN = 20;

    private AccountsSection() {}

    /** Reads the counts without a lock, one after another. */
    static <A, C> Map<String, Object> accounts(Iterable<Cell<A, C>> cells, int closing) {
        Top<Account> busiest = new Top<>(
                Comparator.comparingInt(Account::load).thenComparing(Account::label, Comparator.reverseOrder()));
        int known = 0;
        for (Cell<A, C> cell : cells) {
            known++;
            busiest.offer(new Account(Refusals.label(cell.account()), cell.snapshot()));
        }
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("known", known);
        section.put("closing", closing);
        section.put("busiest", busiest.list().stream().map(Account::toMap).toList());
        return section;
    }

    static Map<String, Object> acquires(
            AcquireTotals totals, long leaks, @Nullable Duration oldestWait, boolean paused) {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("started", totals.started());
        section.put("direct", totals.direct());
        section.put("waited", totals.waited());
        section.put("timedOut", totals.timedOut());
        section.put("failed", totals.failed());
        section.put("rejected", totals.rejected());
        section.put("cancelled", totals.cancelled());
        section.put("leaks", leaks);
        section.put("paused", paused);
        if (oldestWait != null) {
            section.put("oldestWait", readable(oldestWait));
        }
        return section;
    }

    /** Those who have held a client for longest, first. */
    static <A, C> List<Map<String, Object>> holders(Iterable<Cell<A, C>> cells, long now) {
        Top<Held<A, C>> longest = new Top<>(Comparator.comparingLong(held -> now - held.since()));
        for (Cell<A, C> cell : cells) {
            for (Slot<A, C> slot : cell.slots()) {
                if (slot.state() == Slot.State.ACTIVE) {
                    longest.offer(new Held<>(slot, slot.since()));
                }
            }
        }
        return longest.list().stream().map(held -> held.toMap(now)).toList();
    }

    static ClientSnapshot client(Slot<?, ?> slot, long now) {
        boolean held = slot.state() == Slot.State.ACTIVE;
        Hold<?, ?> hold = held ? slot.hold() : null;
        return new ClientSnapshot(
                slot.state().name(),
                elapsed(slot.openedAt(), now),
                elapsed(slot.since(), now),
                slot.lastLease(),
                slot.errors(),
                slot.lastError(),
                holderOf(hold),
                (hold != null && hold.stack() != null) ? Stacks.of(hold.stack().getStackTrace()) : null);
    }

    /** As the limits beside it are shown; the pool's clock is no more exact than that. */
    private static String readable(Duration time) {
        return ReadableDuration.of(time.truncatedTo(ChronoUnit.MILLIS));
    }

    private static Duration elapsed(long begin, long now) {
        return Duration.ofNanos(Math.max(0, now - begin));
    }

    private static @Nullable String holderOf(@Nullable Hold<?, ?> hold) {
        Thread thread = (hold != null) ? hold.thread() : null;
        return (thread != null) ? Stacks.nameOf(thread) : null;
    }

    private record Account(String label, AccountSnapshot counts) {

        int load() {
            return counts.active() + counts.opening() + counts.closing() + counts.pending();
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("account", label);
            map.put("active", counts.active());
            map.put("idle", counts.idle());
            map.put("opening", counts.opening());
            map.put("closing", counts.closing());
            map.put("pending", counts.pending());
            return map;
        }
    }

    private record Held<A, C>(Slot<A, C> slot, long since) {

        Map<String, Object> toMap(long now) {
            ClientSnapshot client = client(slot, now);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("account", Refusals.label(slot.cell().account()));
            map.put("held", readable(elapsed(since, now)));
            map.put("uses", client.uses());
            map.put("errors", client.errors());
            putIfKnown(map, "lastError", client.lastError());
            putIfKnown(map, "thread", client.holder());
            putIfKnown(map, "stack", client.stack());
            return map;
        }

        private static void putIfKnown(Map<String, Object> map, String key, @Nullable Object value) {
            if (value != null) {
                map.put(key, value);
            }
        }
    }

    /** The greatest of many, without sorting all. */
    private static final class Top<T> {

        private final Comparator<T> order;
        private final PriorityQueue<T> greatest;

        Top(Comparator<T> order) {
            this.order = order;
            this.greatest = new PriorityQueue<>(SHOWN + 1, order);
        }

        void offer(T element) {
            greatest.add(element);
            if (greatest.size() > SHOWN) {
                greatest.poll();
            }
        }

        /** The greatest first. */
        List<T> list() {
            List<T> all = new ArrayList<>(greatest);
            all.sort(order.reversed());
            return all;
        }
    }
}
