/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAccountTests {

    @Test
    void showsItsIdAndNothingElse() {
        assertThat(account("anna", 993)).hasToString("anna");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536})
    void refusesAPortOutOfRange(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> account("anna", port))
                .withMessage("port of account 'anna' must be between 1 and 65535 but is " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "ä"})
    void refusesAnIdThatDoesNotFitIntoAPath(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> account(id, 993))
                .withMessageContaining("but is '" + id + "'");
    }

    @Test
    void saysWhatIsMissingWithoutThePassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MailAccount("anna", "", 993, "anna", "geheim", true))
                .withMessage("host of account 'anna' is missing");
    }

    private static MailAccount account(String id, int port) {
        return new MailAccount(id, "mail.example.org", port, "anna", "geheim", true);
    }
}
