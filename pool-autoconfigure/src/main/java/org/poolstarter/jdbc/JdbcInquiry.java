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

/**
 * Asks the server behind a JDBC pool, by a connection of the driver that lives for the answers only. Where the server grants
 * none beyond those that there are, it asks by an idle one of the pool.
 */
final class JdbcInquiry implements ServerInquiry {

    private final JdbcUrl url;
    private final Opening opening;
    private final @Nullable IdleConnections idle;
    private final Answers answers;
    private final UnaryOperator<ServerFacts> seenThrough;

    private JdbcInquiry(
            JdbcUrl url,
            Opening opening,
            @Nullable IdleConnections idle,
            Answers answers,
            UnaryOperator<ServerFacts> seenThrough) {
        this.url = url;
        this.opening = opening;
        this.idle = idle;
        this.answers = answers;
        this.seenThrough = seenThrough;
    }

    /**
     * An inquiry of the server of a URL.
     *
     * @param idle the connections of the pool to ask by where no other is granted; null to use none of them
     * @param seenThrough what stands in between makes of the facts
     * @return null for a product that is not known
     */
    static @Nullable JdbcInquiry of(
            String url, Opening opening, @Nullable IdleConnections idle, UnaryOperator<ServerFacts> seenThrough) {
        JdbcUrl target = new JdbcUrl(url);
        if (url.startsWith("jdbc:postgresql:")) {
            return new JdbcInquiry(target, opening, idle, PostgresAnswers::read, seenThrough);
        }
        return (url.startsWith("jdbc:mariadb:") || url.startsWith("jdbc:mysql:"))
                ? new JdbcInquiry(target, opening, idle, MariaDbAnswers::read, seenThrough)
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
        long end = System.nanoTime() + deadline.toNanos();
        try {
            return upToDate(ask(deadline, end));
        } catch (SQLException ex) {
            throw url.shown(ex);
        }
    }

    private ServerFacts ask(Duration deadline, long end) throws SQLException {
        Connection opened;
        try {
            opened = opening.open(deadline);
        } catch (SQLException ex) {
            ServerFacts told = (idle != null && Refusals.saysTooMany(ex))
                    ? idle.ask(
                            connection -> answers.read(Questions.byPool(connection, left(end), System::nanoTime), url))
                    : null;
            if (told == null) {
                throw ex;
            }
            return told;
        }
        try (Connection connection = opened) {
            return answers.read(Questions.beside(connection, left(end), System::nanoTime), url);
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(end - System.nanoTime());
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
