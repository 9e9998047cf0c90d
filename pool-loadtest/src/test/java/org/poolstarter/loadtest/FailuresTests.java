/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no route to mongodb://u:s3cr3t@host:1/x now|no route to mongodb://***@host:1/x now",
                "jdbc:postgresql://u:s3/cr@3t@host/x|jdbc:postgresql://***@host/x",
                "app:s3cr3t@localhost|***@localhost",
                "jdbc:oracle:thin:scott/s3cr3t@host:1521:x refused|***@host:1521:x refused",
                "jdbc:mysql://host/x?user=u&password=s3cr3t&a=b|jdbc:mysql://host/x?user=u&password=***&a=b",
                "jdbc:sqlserver://host;user=sa;PWD=s3cr3t;x=y|jdbc:sqlserver://host;user=sa;PWD=***;x=y",
                "jdbc:mysql://address=(host=h)(password=s3cr3t)|jdbc:mysql://address=(host=h)(password=***)",
                "the login of anna@example.org is refused|the login of anna@example.org is refused"
            })
    void aPasswordInAUrlIsNotTold(String text, String hidden) {
        assertThat(Failures.hide(text)).isEqualTo(hidden);
    }

    @Test
    void theInnermostFailureIsTheReason() {
        assertThat(Failures.reason(new SQLException("outer", new UnknownHostException("u:s3cr3t@h"))))
                .isEqualTo("unknown host ***@h");
        assertThat(Failures.reason(new IllegalStateException(
                        "state {servers=[{exception={A: no}, caused by {java.net.ConnectException: refused}}]")))
                .isEqualTo("java.net.ConnectException: refused");
    }
}
