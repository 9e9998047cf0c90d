/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.poolstarter.pool.PageQuery;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.SectionPage;

/** What an account pool shows of its sessions and events: the short of them, and pages of records. */
final class SessionsSection {

    private static final int NEWEST = 20;

    private SessionsSection() {}

    static Map<String, Object> of(SessionSummary summary, List<SessionRecord> records) {
        Map<String, Object> section = new LinkedHashMap<>(summary.toMap());
        section.put(
                "newest",
                records.stream().limit(NEWEST).map(SessionRecord::toMap).toList());
        return section;
    }

    static Map<String, Object> of(PoolEvents events) {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("listeners", events.listeners());
        section.put("dropped", events.dropped());
        section.put("failed", events.failed());
        return section;
    }

    static SectionPage page(List<SessionRecord> records, PageQuery query) {
        String account = query.account();
        String type = query.type();
        List<SessionRecord> wanted = records.stream()
                .filter(session -> account == null || session.account().equals(account))
                .filter(session -> type == null || session.ended().word().equals(type))
                .toList();
        return SectionPage.of(query, wanted, SessionRecord::toMap);
    }

    static List<SessionRecord> of(List<SessionRecord> records, String account) {
        return records.stream()
                .filter(session -> session.account().equals(account))
                .toList();
    }
}
