/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost:5432/orders",
                "jdbc:postgresql://127.0.0.1/orders",
                "jdbc:postgresql://[::1]:5432/orders",
                "jdbc:postgresql:///orders",
                "jdbc:h2:mem:orders",
                "jdbc:oracle:thin:@localhost:1521:orders",
                "mongodb://user:pass@localhost:27017/db",
                "mongodb://localhost:1,127.0.0.2:2/db",
                "mongodb://%2Ftmp%2Fmongodb-27017.sock/db",
                "mongodb://[::1]:27017,localhost/db",
                "jdbc:postgresql:orders",
                "jdbc:postgresql://[0:0:0:0:0:0:0:1]/orders",
                "jdbc:postgresql://localhost/orders?socketFactory=org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg",
                "jdbc:mariadb://localhost/orders?localSocket=/run/mysqld/mysqld.sock",
                "jdbc:mysql://address=(host=localhost)(port=3306)/orders",
                "jdbc:mysql://(host=127.0.0.1,port=3306)/orders",
                "jdbc:oracle:thin:@127.0.0.1:1521:orders",
                "jdbc:oracle:thin:scott/tiger@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=localhost)(PORT=1521)))",
                "//::1"
            })
    void aUrlOfThisMachineHasNoRemoteHost(String url) {
        assertThat(Hosts.remote(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://192.0.2.1/orders|192.0.2.1",
                "jdbc:postgresql://localhost:1,192.0.2.1:2/orders|192.0.2.1",
                "jdbc:oracle:thin:@//192.0.2.1:1521/orders|192.0.2.1",
                "jdbc:sqlserver://192.0.2.1;databaseName=orders|192.0.2.1",
                "jdbc:postgresql://[2001:db8::1]:5432/orders|2001:db8::1",
                "mongodb://u:p@192.0.2.1,localhost/db|192.0.2.1",
                "mongodb+srv://u:p@localhost/db|<the servers in the DNS record of localhost>",
                "mongodb://localhost/db?proxyHost=192.0.2.1|<unknown host>",
                "jdbc:mysql://localhost:1,192.0.2.1:2,127.0.0.1/orders|192.0.2.1",
                "jdbc:mysql:loadbalance://localhost,192.0.2.1/orders|192.0.2.1",
                "jdbc:mariadb://address=(host=192.0.2.1)(port=3306)/orders|192.0.2.1",
                "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=192.0.2.1)(PORT=1521)))|192.0.2.1",
                "jdbc:postgresql:///orders?cloudSqlInstance=p:r:i&socketFactory=com.google.cloud.sql.postgres.SocketFactory|<unknown host>",
                "jdbc:postgresql://localhost/orders?PGHOST=192.0.2.1|<unknown host>",
                "jdbc:sqlserver://localhost;serverName=192.0.2.1|<unknown host>",
                "//::ffff:192.0.2.1|::ffff:192.0.2.1",
                "//2001:db8::1|2001:db8::1",
                "jdbc:postgresql://no-such-host.invalid/x|no-such-host.invalid",
                "jdbc:sqlserver://;serverName=192.0.2.1;databaseName=orders|<unknown host>",
                "jdbc:postgresql:///orders?service=production|<unknown host>",
                "jdbc:db2:sample|<unknown host>"
            })
    void aUrlOfAnotherMachineNamesItsRemoteHost(String url, String host) {
        assertThat(Hosts.remote(url)).containsExactly(host);
    }
}
