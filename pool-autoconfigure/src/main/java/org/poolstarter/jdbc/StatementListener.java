/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.ttddyy.dsproxy.ConnectionInfo;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.proxy.JdbcProxyFactory;
import net.ttddyy.dsproxy.proxy.ProxyConfig;

/**
 * Hears from datasource-proxy what one connection runs. A connection is used by one thread at a time, so what begins is
 * what ends next. What is run for no caller is none of its business.
 */
final class StatementListener implements QueryExecutionListener {

    private final PhysicalConnection connection;
    private final Ledger ledger;
    private final SlowQueries slowQueries;

    private long beganNanos;

    private StatementListener(PhysicalConnection connection, Ledger ledger, SlowQueries slowQueries) {
        this.connection = connection;
        this.ledger = ledger;
        this.slowQueries = slowQueries;
    }

    /** The same connection of the driver, whose statements are told to the physical connection above it. */
    static Connection watch(Connection driver, PhysicalConnection above, Ledger ledger, SlowQueries slowQueries) {
        ProxyConfig config = ProxyConfig.Builder.create()
                .queryListener(new StatementListener(above, ledger, slowQueries))
                .build();
        ConnectionInfo info = new ConnectionInfo();
        info.setDataSourceName("");
        info.setConnectionId("");
        return JdbcProxyFactory.DEFAULT.createConnection(driver, info, config);
    }

    @Override
    public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        if (!ledger.isProbing()) {
            connection.running(text(execution, queries));
        }
        beganNanos = ledger.nanoTime();
    }

    @Override
    public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        long nanos = ledger.nanoTime() - beganNanos;
        if (!ledger.isProbing()) {
            connection.ran();
            slowQueries.ran(text(execution, queries), nanos, () -> parameters(queries));
        }
    }

    private static String text(ExecutionInfo execution, List<QueryInfo> queries) {
        String first = queries.isEmpty() ? "" : queries.get(0).getQuery();
        return execution.isBatch() ? first + " (batch of " + execution.getBatchSize() + ")" : first;
    }

    private static String parameters(List<QueryInfo> queries) {
        return queries.stream()
                .flatMap(query -> query.getParametersList().stream())
                .map(set -> set.stream()
                        .map(operation -> Arrays.stream(operation.getArgs())
                                .map(String::valueOf)
                                .collect(Collectors.joining("=")))
                        .collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(" "));
    }
}
