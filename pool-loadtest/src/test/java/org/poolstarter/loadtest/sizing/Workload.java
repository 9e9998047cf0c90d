/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest.sizing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What is asked of a pool.
 *
 * @param name for the table
 * @param share how much of the server it takes, 0.0 to 1.0: connections busy by Little's law, of {@value #CAPACITY}
 * @param usageSeconds the mean use, as the statements have it
 * @param arrivals when callers come
 * @param use what each does with its connection
 */
record Workload(String name, double share, double usageSeconds, Arrivals arrivals, Use use) {

    /** So many statements at once are taken for all that the server can do. */
    static final int CAPACITY = 24;

    private static final int ROWS = 64;

    /** Callers in a second. */
    double rate() {
        return share * CAPACITY / usageSeconds;
    }

    /** Ten loads whose callers come whether others have left or not. */
    static List<Workload> open() {
        return List.of(
                new Workload("fast queries, 10 ms", 0.3, 0.010, Arrivals.ON_THEIR_OWN, sleep(0.010)),
                new Workload("queries of 30 ms", 0.5, 0.030, Arrivals.ON_THEIR_OWN, sleep(0.030)),
                new Workload("slow queries, 200 ms", 0.6, 0.200, Arrivals.ON_THEIR_OWN, sleep(0.200)),
                new Workload("very slow queries, 500 ms", 0.7, 0.500, Arrivals.ON_THEIR_OWN, sleep(0.500)),
                new Workload(
                        "mix, 10 ms and a tenth 150 ms", 0.4, 0.024, Arrivals.ON_THEIR_OWN, mix(0.1, 0.150, 0.010)),
                new Workload(
                        "long transactions, 20 ms and 3 % 1 s",
                        0.4, 0.0494, Arrivals.ON_THEIR_OWN, Workload::transaction),
                new Workload("bursts of 4, 40 ms", 0.3, 0.040, Arrivals.BATCHES, sleep(0.040)),
                new Workload("waves, 3 s of 10 s threefold, 50 ms", 0.3, 0.050, Arrivals.WAVES, sleep(0.050)),
                new Workload("users who think for 1 s, 40 ms", 0.5, 0.040, Arrivals.THINKING, sleep(0.040)),
                new Workload("rows locked by turns, 40 ms", 0.3, 0.040, Arrivals.ON_THEIR_OWN, Workload::lockRow));
    }

    /** A loop on one lock, which only one statement can have. */
    static Workload oneLock() {
        return new Workload("closed loop of 32 on one lock, 10 ms", 1, 0.010, Arrivals.CLOSED, Workload::lockAll);
    }

    /** A loop that keeps the processors busy. */
    static Workload processors() {
        return new Workload("closed loop of 32 on the processors", 1, 0.010, Arrivals.CLOSED, Workload::reckon);
    }

    static Use sleep(double seconds) {
        return (connection, random, id) -> pause(connection, seconds);
    }

    private static Use mix(double longShare, double longSeconds, double shortSeconds) {
        return (connection, random, id) ->
                pause(connection, (random.nextDouble() < longShare) ? longSeconds : shortSeconds);
    }

    private static void transaction(Connection connection, Random random, int id) throws SQLException {
        connection.setAutoCommit(false);
        pause(connection, 0.010);
        pause(connection, (random.nextDouble() < 0.03) ? 0.990 : 0.010);
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void lockRow(Connection connection, Random random, int id) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "select pg_advisory_xact_lock(%d, %d)".formatted(id, random.nextInt(ROWS)));
        pause(connection, 0.040);
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void lockAll(Connection connection, Random random, int id) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "select pg_advisory_xact_lock(%d, %d)".formatted(id, ROWS));
        pause(connection, 0.010);
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void reckon(Connection connection, Random random, int id) throws SQLException {
        execute(connection, "select sum(sqrt(n)) from generate_series(1, 60000) n");
    }

    private static void pause(Connection connection, double seconds) throws SQLException {
        execute(connection, String.format(Locale.ROOT, "select pg_sleep(%.4f)", seconds));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How callers come. */
    enum Arrivals {
        /** Independently of each other, as Poisson has it. */
        ON_THEIR_OWN,
        /** Four at once, the fours independently of each other. */
        BATCHES,
        /** Three times as many in 3 s of 10 as in the other 7, each independently. */
        WAVES,
        /** As many users as that rate takes, each of whom thinks for a second on the average before the next call. */
        THINKING,
        /** 32, each of whom begins when it has ended; they join one after another in the first eighth of the time. */
        CLOSED
    }

    /** What a caller does with a connection. */
    @FunctionalInterface
    interface Use {

        /**
         * Uses it.
         *
         * @param id the number of the pool, so that pools under load at once do not wait for each other's locks
         */
        void on(Connection connection, Random random, int id) throws SQLException;
    }
}
