/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one session, or of an attempt that was refused one. It is both the document in MongoDB and the answer
 * of the REST interface, and public because the codec of the driver asks for that.
 *
 * @param id names the session
 * @param account the id of the account
 * @param started when the session was asked for
 * @param ended when it ended; null while it runs
 * @param durationMillis from start to end in milliseconds; null while it runs
 * @param opened whether a connection was opened for it, as opposed to reused
 * @param closed whether its connection was closed with it, as opposed to kept
 * @param folders how many folders were read
 * @param messages how many messages were new
 * @param errors what went wrong, empty if nothing did
 * @param outcome how it ended
 */
public record SessionRecord(
        @BsonId String id,
        String account,
        Instant started,
        @Nullable Instant ended,
        @Nullable Long durationMillis,
        boolean opened,
        boolean closed,
        int folders,
        int messages,
        List<String> errors,
        Outcome outcome) {

    public SessionRecord {
        errors = List.copyOf(errors);
    }

    /** The record of an attempt that has neither a session nor a refusal yet. */
    static SessionRecord attempt(String id, String account, Instant started) {
        return new SessionRecord(id, account, started, null, null, false, false, 0, 0, List.of(), Outcome.RUNNING);
    }

    /** The record of the same attempt when it has a session. */
    SessionRecord running(boolean opened) {
        return new SessionRecord(id, account, started, null, null, opened, false, 0, 0, List.of(), Outcome.RUNNING);
    }

    /** The record of the same attempt when it was refused. */
    SessionRecord refused(Instant ended, Outcome outcome, String error) {
        return new SessionRecord(
                id,
                account,
                started,
                ended,
                Duration.between(started, ended).toMillis(),
                false,
                false,
                0,
                0,
                List.of(error),
                outcome);
    }

    /** The record of the same session when it has ended. */
    SessionRecord ended(Instant ended, Findings findings) {
        return new SessionRecord(
                id,
                account,
                started,
                ended,
                Duration.between(started, ended).toMillis(),
                opened,
                findings.connectionClosed(),
                findings.folders().size(),
                findings.messages(),
                findings.errors(),
                findings.errors().isEmpty() ? Outcome.COLLECTED : Outcome.FAILED);
    }
}
