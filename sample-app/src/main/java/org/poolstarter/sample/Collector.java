/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import com.mongodb.MongoException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.poolstarter.account.AccountBusyException;
import org.poolstarter.account.AccountParkedException;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountUnavailableException;
import org.poolstarter.account.AcquireException;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.Lease;
import org.poolstarter.account.OpenFailedException;
import org.poolstarter.account.PoolClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Collects one account: acquires its session, archives what is new in its folders, ends the session and records it. Safe
 * for use by many threads; what keeps two of them from one account is the pool.
 */
@Component
final class Collector {

    private static final Logger logger = LoggerFactory.getLogger(Collector.class);

    private final AccountPool<MailAccount, ImapSession> mail;
    private final MessageArchive archive;
    private final AccountStates states;
    private final Sessions sessions;
    private final Clock clock;

    Collector(
            AccountPool<MailAccount, ImapSession> mail,
            MessageArchive archive,
            AccountStates states,
            Sessions sessions,
            Clock clock) {
        this.mail = mail;
        this.archive = archive;
        this.states = states;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Collects an account from first to last. Blocks while it does.
     *
     * @return the record of the session, or of the refusal
     */
    SessionRecord collect(MailAccount account, AcquireOptions options) {
        try {
            return collect(begin(account, options));
        } catch (CollectionRefusedException ex) {
            return ex.record();
        }
    }

    /**
     * Acquires the account's session. Blocks while the options let it wait, and while the client logs in.
     *
     * @throws CollectionRefusedException if there is none for this caller now
     */
    ActiveSession begin(MailAccount account, AcquireOptions options) throws CollectionRefusedException {
        SessionRecord attempt = SessionRecord.attempt(UUID.randomUUID().toString(), account.id(), clock.instant());
        try {
            Lease<ImapSession> lease = mail.acquire(account, options);
            SessionRecord record = attempt.running(lease.opened());
            sessions.began(record);
            return new ActiveSession(account, lease, lease.client(), record);
        } catch (AcquireException ex) {
            throw refuse(attempt, outcome(ex), reason(ex), ex);
        } catch (InterruptedException ex) {
            CollectionRefusedException refusal = refuse(attempt, Outcome.STOPPED, "interrupted while it waited", ex);
            Thread.currentThread().interrupt();
            throw refusal;
        }
    }

    /** Collects with a session that has begun, and ends it. Blocks while it does. */
    SessionRecord collect(ActiveSession session) {
        Findings findings = new Findings();
        try (Lease<ImapSession> lease = session.lease()) {
            readFolders(session, findings);
            lease.count("folders", findings.folders().size());
            lease.count("messages", findings.messages());
            if (!findings.errors().isEmpty() && !session.client().answers()) {
                lease.discard();
                findings.closesConnection();
            }
        }
        if (!mail.limits().keepIdle()) {
            findings.closesConnection();
        }
        SessionRecord record = session.record().ended(clock.instant(), findings);
        keep(record, findings.folders());
        return record;
    }

    private void readFolders(ActiveSession session, Findings findings) {
        try {
            AccountState state = states.of(session.account().id());
            for (String folder : session.client().folders()) {
                readFolder(session, state.folder(folder), findings);
            }
        } catch (MessagingException | RuntimeException ex) {
            // Whatever cuts a collection off belongs into its record: a connection that broke, a database that is
            // away, a client that the pool closed because its time was up. The next round goes on from there.
            findings.failed("cut off", ex);
            if (!isOfADatabase(ex)) {
                session.lease().failed(ex);
            }
            logger.debug("The collection of {} was cut off", session.account(), ex);
        }
    }

    /** Of PostgreSQL or MongoDB: no fault of the account, whose circuit breaker counts what its lease is told. */
    private static boolean isOfADatabase(Exception ex) {
        return ex instanceof DataAccessException || ex instanceof TransactionException || ex instanceof MongoException;
    }

    private void readFolder(ActiveSession session, FolderState known, Findings findings) {
        try {
            findings.read(session.client()
                    .readNew(known, batch -> findings.archived(archive.add(session.account(), batch))));
        } catch (MessagingException ex) {
            // One folder that cannot be read does not keep the others from being collected.
            findings.failed(known.name(), ex);
            session.lease().failed(ex);
        }
    }

    private CollectionRefusedException refuse(SessionRecord attempt, Outcome outcome, String reason, Exception cause) {
        SessionRecord record = attempt.refused(clock.instant(), outcome, reason);
        keep(record, List.of());
        return new CollectionRefusedException(record, cause);
    }

    private void keep(SessionRecord record, List<FolderState> read) {
        if (record.errors().isEmpty()) {
            logger.info(
                    "{}: {} new messages in {} folders, {} ms",
                    record.account(),
                    record.messages(),
                    record.folders(),
                    record.durationMillis());
        } else {
            logger.warn("{}: {}, {}", record.account(), record.outcome(), record.errors());
        }
        try {
            states.ended(record, read);
        } catch (MongoException ex) {
            logger.error("The state of {} could not be kept; it will be collected again", record.account(), ex);
        } finally {
            keep(record);
        }
    }

    private void keep(SessionRecord record) {
        try {
            sessions.ended(record);
        } catch (MongoException ex) {
            logger.error("The record of a session could not be kept: {}", record, ex);
        }
    }

    private static Outcome outcome(AcquireException refusal) {
        if (refusal instanceof AccountBusyException) {
            return Outcome.BUSY;
        }
        if (refusal instanceof AccountParkedException || refusal instanceof AccountUnavailableException) {
            return Outcome.POSTPONED;
        }
        if (refusal instanceof OpenFailedException) {
            return (refusal.getCause() instanceof AuthenticationFailedException)
                    ? Outcome.LOGIN_REFUSED
                    : Outcome.UNREACHABLE;
        }
        return (refusal instanceof PoolClosedException) ? Outcome.STOPPED : Outcome.AT_CAPACITY;
    }

    private static String reason(AcquireException refusal) {
        if (refusal instanceof AccountBusyException busy) {
            String elsewhere = busy.elsewhere();
            return "session already active" + ((elsewhere != null) ? ", " + elsewhere : "");
        }
        Throwable cause = (refusal.getCause() != null) ? refusal.getCause() : refusal;
        return String.valueOf(cause.getMessage());
    }
}
