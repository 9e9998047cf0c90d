/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAddressTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost:6432              | localhost:6432
            127.0.0.1:6432              | localhost:6432
            [::1]:6432                  | localhost:6432
            Bouncer                     | bouncer:5432
            bouncer.:5432               | bouncer:5432
            127.0.0.2:6432              | 127.0.0.2:6432
            [FE80::1]                   | [fe80::1]:5432
            Db1:5433,db2                | db1:5433,db2:5432
            jdbc:postgresql:orders      | localhost:5432
            jdbc:postgresql:///orders   | localhost:5432
            (host=Db,port=1)            | (host=db,port=1)
            """)
    void whatLeadsToOnePlaceIsTheSame(String authority, String comparable) {
        assertThat(ServerAddress.comparable(authority, 5432)).isEqualTo(comparable);
    }
}
