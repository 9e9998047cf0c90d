/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an account pool tells beyond the common model: its busiest accounts. */
final class AccountsSection {

    private static final int SHOWN = 20;

    private AccountsSection() {}

    /** Reads the counts without a lock, one after another. */
    static <A, C> Map<String, Object> of(Collection<Cell<A, C>> cells, Tally tally) {
        List<Account> accounts = cells.stream()
                .map(cell -> new Account(Refusals.label(cell.account()), cell.snapshot()))
                .sorted(Comparator.comparingInt(Account::load).reversed().thenComparing(Account::label))
                .toList();
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("known", accounts.size());
        section.put("closing", tally.closing());
        section.put(
                "busiest", accounts.stream().limit(SHOWN).map(Account::toMap).toList());
        return section;
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
}
