/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The state of each account in MongoDB, through the client {@code sessions}. */
@Component
final class AccountStates {

    private final MongoCollection<AccountState> states;

    AccountStates(@Qualifier("sessions") MongoClient client, CollectorProperties properties) {
        this.states = client.getDatabase(properties.database()).getCollection("accounts", AccountState.class);
    }

    AccountState of(String account) {
        AccountState state = states.find(Filters.eq(account)).first();
        return (state != null) ? state : AccountState.unseen(account);
    }

    /**
     * Remembers how a session, or an attempt at one, ended and how far it came. This comes after the lease has ended, so a
     * session that follows at once may begin where the one before began: it reads some messages again, and the archive
     * keeps each once.
     *
     * @param read the folders that it read; all others stay as they were
     */
    void ended(SessionRecord session, List<FolderState> read) {
        List<Bson> changes = new ArrayList<>();
        if (session.outcome() == Outcome.COLLECTED) {
            changes.add(Updates.set("lastSuccess", session.ended()));
        } else {
            changes.add(Updates.set("lastFailure", session.ended()));
            changes.add(Updates.set("lastError", String.join("; ", session.errors())));
        }
        if (!read.isEmpty()) {
            changes.add(Updates.set("folders", of(session.account()).with(read).folders()));
        }
        states.updateOne(Filters.eq(session.account()), Updates.combine(changes), new UpdateOptions().upsert(true));
    }
}
