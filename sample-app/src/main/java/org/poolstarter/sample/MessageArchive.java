/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The messages in PostgreSQL, through the pool {@code archive}. */
@Component
final class MessageArchive {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    MessageArchive(
            @Qualifier("archive") JdbcClient jdbc, @Qualifier("archive") PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Adds a batch in one transaction. A message that is there already is left alone, so a collection that was cut off
     * can be done again.
     *
     * @return how many of the messages were not there before
     */
    int add(MailAccount account, MailBatch batch) {
        Integer added = transaction.execute(status -> batch.messages().stream()
                .mapToInt(message -> insert(account, batch, message))
                .sum());
        return (added != null) ? added : 0;
    }

    /** How many messages each account has here; an account without any is absent. */
    Map<String, Long> countByAccount() {
        Map<String, Long> counts = new HashMap<>();
        jdbc.sql("select account, count(*) as messages from message group by account")
                .query(row -> {
                    counts.put(row.getString("account"), row.getLong("messages"));
                });
        return counts;
    }

    private int insert(MailAccount account, MailBatch batch, MailMessage message) {
        return jdbc.sql("""
                        insert into message (account, folder, uid_validity, uid, sender, subject, received, text)
                        values (:account, :folder, :uidValidity, :uid, :sender, :subject, :received, :text)
                        on conflict do nothing""")
                .param("account", account.id())
                .param("folder", batch.folder())
                .param("uidValidity", batch.uidValidity())
                .param("uid", message.uid())
                .param("sender", message.sender(), Types.VARCHAR)
                .param("subject", message.subject(), Types.VARCHAR)
                .param("received", timestamp(message.received()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("text", message.text(), Types.VARCHAR)
                .update();
    }

    private static @Nullable Object timestamp(@Nullable Instant instant) {
        return (instant != null) ? instant.atOffset(ZoneOffset.UTC) : null;
    }
}
