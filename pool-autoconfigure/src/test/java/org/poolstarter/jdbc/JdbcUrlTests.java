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
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://db:5432/orders                                | jdbc:postgresql://db:5432/orders
            jdbc:postgresql://app:pw@db1:5432,db2:5433/orders?ssl=true      | jdbc:postgresql://db1:5432,db2:5433/orders?ssl=true
            jdbc:postgresql://db/o?user=app&password=pw&ssl=true&sslkey=k   | jdbc:postgresql://db/o?ssl=true
            jdbc:postgresql://db/o?ssl=true&password=p;w&connectTimeout=5   | jdbc:postgresql://db/o?ssl=true&connectTimeout=5
            jdbc:postgresql://app:p/w@db/orders                             | jdbc:postgresql://db/orders
            jdbc:postgresql://app:p?w@db/orders                             | jdbc:postgresql://db/orders
            jdbc:postgresql://app:p@w@db/orders?ssl=true                    | jdbc:postgresql://db/orders?ssl=true
            jdbc:mysql://app:pw@db:3306/orders?useSSL=true&password=pw      | jdbc:mysql://db:3306/orders?useSSL=true
            jdbc:mysql://(host=db,port=3306,user=app,password=pw)/orders    | jdbc:mysql://(host=db,port=3306)/orders
            jdbc:mysql://(user=app,password=pw,host=db)/orders              | jdbc:mysql://(host=db)/orders
            jdbc:mysql://address=(host=db)(user=app)(password=pw)/orders    | jdbc:mysql://address=(host=db)/orders
            jdbc:mariadb://db/orders?user=root&connectTimeout=5             | jdbc:mariadb://db/orders?connectTimeout=5
            jdbc:sqlserver://db:1433;databaseName=o;user=sa;password={a;b}  | jdbc:sqlserver://db:1433;databaseName=o
            jdbc:sqlserver://db;password={a;b};encrypt=true;accessToken=t   | jdbc:sqlserver://db;encrypt=true
            jdbc:oracle:thin:scott/tiger@//db:1521/service                  | jdbc:oracle:thin:@//db:1521/service
            jdbc:oracle:thin:scott/t@ger@db:1521:SID                        | jdbc:oracle:thin:@db:1521:SID
            jdbc:oracle:thin:@tcps://db/s?oracle.net.wallet_password=pw     | jdbc:oracle:thin:@tcps://db/s
            jdbc:h2:mem:orders;MODE=PostgreSQL;USER=sa;PASSWORD=pw          | jdbc:h2:mem:orders;MODE=PostgreSQL
            jdbc:h2:tcp://localhost/~/orders                                | jdbc:h2:tcp://localhost/~/orders
            """)
    void showsWhereItLeadsWithoutCredentials(String url, String shown) {
        assertThat(new JdbcUrl(url).withoutCredentials()).isEqualTo(shown);
        assertThat(new JdbcUrl(url)).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            jdbc:h2:mem:orders, true
            jdbc:h2:~/orders, true
            jdbc:h2:tcp://db/~/orders, false
            jdbc:h2:ssl://db/~/orders, false
            jdbc:hsqldb:mem:orders, true
            jdbc:hsqldb:file:orders, true
            jdbc:hsqldb:hsql://db/orders, false
            jdbc:derby:orders;create=true, true
            jdbc:derby://db/orders, false
            jdbc:sqlite:orders.db, true
            jdbc:p6spy:h2:mem:orders, true
            jdbc:p6spy:h2:tcp://db/~/orders, false
            jdbc:tc:postgresql:18:///orders, false
            jdbc:sqlserver://db, false
            """)
    void aDatabaseWithinTheProcessHasNoServer(String url, boolean inProcess) {
        assertThat(new JdbcUrl(url).isInProcess()).isEqualTo(inProcess);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no port: pw@db", "no host db", "Incorrect port value : pw"})
    void aFailureThatRepeatsThePasswordIsReplaced(String message) {
        JdbcUrl url = new JdbcUrl("jdbc:mariadb://app:pw@db/orders");
        SQLException failure = new SQLException("cannot connect", "08001", 7, new IllegalStateException(message));

        SQLException shown = url.shown(failure);

        if (message.contains("pw")) {
            assertThat((Throwable) shown).hasMessageContaining("is not shown").hasNoCause();
            assertThat(shown.getSQLState()).isEqualTo("08001");
            assertThat(shown.getErrorCode()).isEqualTo(7);
        } else {
            assertThat((Throwable) shown).isSameAs(failure);
        }
        assertThat((Throwable) new JdbcUrl("jdbc:mariadb://db/orders").shown(failure))
                .isSameAs(failure);
    }

    @Test
    void findsAPropertyInEachVendorsPlace() {
        assertThat(new JdbcUrl("jdbc:postgresql://u:p@db/o?ssl=true&connectTimeout=5").property("connectTimeout"))
                .isEqualTo("5");
        assertThat(new JdbcUrl("jdbc:sqlserver://db;password={x;loginTimeout=1};LoginTimeout=7")
                        .property("loginTimeout"))
                .isEqualTo("7");
        assertThat(new JdbcUrl("jdbc:postgresql://db/connectTimeout=5").property("connectTimeout"))
                .isNull();
    }
}
