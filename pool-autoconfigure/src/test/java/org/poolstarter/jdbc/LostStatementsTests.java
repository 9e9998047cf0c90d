/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.SQLExceptionOverride.Override;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LostStatementsTests {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // wraps in the middle of the test
    private final LostStatements lost = new LostStatements(new Evicting(), nanos::get);

    @Test
    void aStatementOfTheDriverThatIsNotThereIsANoticeForTenMinutes() {
        assertThat(lost.notice("pools.jdbc.orders", false)).isNull();
        assertThat(lost.adjudicate(new SQLException("prepared statement \"S_1\" does not exist", "26000")))
                .isEqualTo(Override.MUST_EVICT);
        lost.adjudicate(new SQLException("prepared statement \"S_12\" already exists", "42P05"));
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());

        assertThat(lost.notice("pools.jdbc.orders", false)).isNotNull().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("prepared-statements-lost");
            assertThat(notice.evidence())
                    .containsEntry("statements", 2L)
                    .containsEntry("lastError", "SQLException: prepared statement \"S_12\" already exists")
                    .containsEntry("lastSecondsAgo", 600L);
            assertThat(notice.remedy()).startsWith("Set pools.jdbc.orders.pgbouncer.mode=transaction:");
        });
        assertThat(lost.notice("pools.jdbc.orders", true))
                .isNotNull()
                .satisfies(notice -> assertThat(notice.remedy())
                        .startsWith("Set pools.jdbc.orders.hikari.data-source-properties.prepareThreshold=0"));
        nanos.incrementAndGet();
        assertThat(lost.notice("pools.jdbc.orders", false)).isNull();
    }

    @Test
    void aStatementOfTheApplicationIsItsOwnMatter() {
        lost.adjudicate(new SQLException("prepared statement \"mine\" does not exist", "26000"));
        lost.adjudicate(new SQLException("\"S_1\" is no table", "42P01"));
        lost.adjudicate(new SQLException());
        assertThat(lost.notice("pools.jdbc.orders", false)).isNull();
    }

    private static final class Evicting implements SQLExceptionOverride {

        @java.lang.Override
        public Override adjudicate(SQLException failure) {
            return Override.MUST_EVICT;
        }
    }
}
