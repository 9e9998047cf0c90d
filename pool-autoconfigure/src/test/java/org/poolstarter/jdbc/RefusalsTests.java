/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Refusal.Reason;

/** What servers say in words and numbers of their own. */
class RefusalsTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "28P01 | 0     | password authentication failed for user \"app\"        | CREDENTIALS",
                "28000 | 1045  | Access denied for user 'app'@'localhost'               | CREDENTIALS",
                "42000 | 1044  | Access denied for user 'app'@'%' to database 'orders'  | CREDENTIALS",
                "S0001 | 18456 | Login failed for user 'app'.                           | CREDENTIALS",
                "72000 | 1017  | ORA-01017: invalid username/password                   | CREDENTIALS",
                "08P01 | 0     | no such user: app                                      | CREDENTIALS",
                "53300 | 0     | sorry, too many clients already                        | CONNECTION_LIMIT",
                "08004 | 1040  | Too many connections                                   | CONNECTION_LIMIT",
                "42000 | 1226  | User 'app' has exceeded the 'max_user_connections'     | CONNECTION_LIMIT",
                "08P01 | 0     | no more connections allowed (max_client_conn)          | CONNECTION_LIMIT",
                "3D000 | 0     | database \"ordres\" does not exist                       | OTHER",
                "08P01 | 0     | no such database: ordres                               | OTHER",
                "08004 | 0     | the server rejected the connection                     | OTHER"
            })
    void aServerThatAnswersRefuses(String state, int number, String message, Reason reason) {
        Refusal refusal = Refusals.of(new SQLException(message, state, number), "pools.jdbc.orders");
        assertThat(refusal).isNotNull().satisfies(told -> {
            assertThat(told.reason()).isEqualTo(reason);
            assertThat(told.error()).isEqualTo("SQLException: " + message);
            assertThat(told.remedy()).contains("pools.jdbc.orders.");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "08001 | Connection refused",
                "08006 | An I/O error occurred",
                "57P01 | terminating connection due to administrator command",
                "57P03 | the database system is starting up",
                "08P01 | server login has been failing, cached error: connect failed",
                "      | no state at all"
            })
    void aServerThatIsNotThereDoesNot(String state, String message) {
        assertThat(Refusals.of(new SQLException(message, state), "pools.jdbc.orders"))
                .isNull();
    }

    @Test
    void whatIsNotOfTheDatabaseIsNoRefusal() {
        assertThat(Refusals.of(new IllegalStateException("the driver is broken"), null))
                .isNull();
        assertThat(Refusals.of(new SQLException("wrong", "28P01"), null))
                .isNotNull()
                .satisfies(told -> assertThat(told.remedy()).startsWith("Correct the pool's username and password"));
    }
}
