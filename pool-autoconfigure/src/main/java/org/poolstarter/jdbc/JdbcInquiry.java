/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerInquiry;

/** Asks the server behind a JDBC pool, by a connection of the driver that lives for the answers only. */
final class JdbcInquiry implements ServerInquiry {

    private final JdbcUrl url;
    private final Opening opening;
    private final Answers answers;
    private final UnaryOperator<ServerFacts> seenThrough;

    private JdbcInquiry(JdbcUrl url, Opening opening, Answers answers, UnaryOperator<ServerFacts> seenThrough) {
        this.url = url;
        this.opening = opening;
        this.answers = answers;
        this.seenThrough = seenThrough;
    }

    /**
     * An inquiry of the server of a URL.
     *
     * @param seenThrough what stands in between makes of the facts
     * @return null for a product that is not known
     */
    static @Nullable JdbcInquiry of(String url, Opening opening, UnaryOperator<ServerFacts> seenThrough) {
        JdbcUrl target = new JdbcUrl(url);
        if (url.startsWith("jdbc:postgresql:")) {
            return new JdbcInquiry(target, opening, PostgresAnswers::read, seenThrough);
        }
        return (url.startsWith("jdbc:mariadb:") || url.startsWith("jdbc:mysql:"))
                ? new JdbcInquiry(target, opening, MariaDbAnswers::read, seenThrough)
                : null;
    }

    /** Why the server of a URL is never asked; null where it is, and where the database is in this process. */
    static @Nullable String unasked(String url, @Nullable ServerInquiry inquiry) {
        JdbcUrl target = new JdbcUrl(url);
        return (inquiry != null || target.isInProcess())
                ? null
                : "it is not known what to ask the server of a URL of " + target.scheme();
    }

    @Override
    public ServerFacts ask(Duration deadline) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = opening.open(deadline)) {
            Duration left = deadline.minusNanos(System.nanoTime() - start);
            return upToDate(answers.read(new Questions(connection, left, System::nanoTime), url));
        } catch (SQLException ex) {
            throw url.shown(ex);
        }
    }

    @Override
    public ServerFacts upToDate(ServerFacts told) {
        return seenThrough.apply(told);
    }

    /** Opens a connection beside the pool. */
    @FunctionalInterface
    interface Opening {

        /**
         * Opens one. Blocks.
         *
         * @param deadline how long connecting, and each read, may take
         */
        Connection open(Duration deadline) throws SQLException;
    }

    /** What a product is asked. */
    @FunctionalInterface
    interface Answers {

        ServerFacts read(Questions questions, JdbcUrl url) throws SQLException;
    }
}
