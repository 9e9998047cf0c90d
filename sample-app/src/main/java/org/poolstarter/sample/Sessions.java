/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import jakarta.annotation.PostConstruct;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The records of sessions: those that ended in MongoDB, through the client {@code sessions}, those that run in memory, so
 * that none is left behind as running if the collector is killed.
 */
@Component
final class Sessions {

    private final MongoCollection<SessionRecord> ended;
    private final Duration keep;
    private final Clock clock;
    private final Map<String, SessionRecord> running = new ConcurrentHashMap<>();

    Sessions(@Qualifier("sessions") MongoClient client, CollectorProperties properties, Clock clock) {
        this.ended = client.getDatabase(properties.database()).getCollection("sessions", SessionRecord.class);
        this.keep = properties.keepSessions();
        this.clock = clock;
    }

    @PostConstruct
    void createIndexes() {
        ended.createIndex(Indexes.descending("started"));
        ended.createIndex(Indexes.ascending("ended"));
    }

    void began(SessionRecord session) {
        running.put(session.id(), session);
    }

    /** Keeps the record of a session that ran, or of an attempt that was refused, and drops those that are too old. */
    void ended(SessionRecord session) {
        try {
            ended.insertOne(session);
            ended.deleteMany(Filters.lt("ended", clock.instant().minus(keep)));
        } finally {
            running.remove(session.id());
        }
    }

    Optional<SessionRecord> find(String id) {
        SessionRecord session = running.get(id);
        return Optional.ofNullable(
                (session != null) ? session : ended.find(Filters.eq(id)).first());
    }

    /**
     * The newest sessions, newest first, running ones included.
     *
     * @param account the id of the account; null for all
     * @param limit how many at most, 1 or more
     */
    List<SessionRecord> newest(@Nullable String account, int limit) {
        Map<String, SessionRecord> found = new LinkedHashMap<>();
        running.values().stream()
                .filter(session -> account == null || session.account().equals(account))
                .forEach(session -> found.put(session.id(), session));
        Bson filter = (account != null) ? Filters.eq("account", account) : Filters.empty();
        // One that ends meanwhile is found twice; what is written last is right.
        ended.find(filter)
                .sort(Sorts.descending("started"))
                .limit(limit)
                .forEach(session -> found.put(session.id(), session));
        return found.values().stream()
                .sorted(Comparator.comparing(SessionRecord::started).reversed())
                .limit(limit)
                .toList();
    }
}
