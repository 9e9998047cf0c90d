/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

/**
 * Erlang's delay formula: how many callers have to wait where so many connections serve callers who come independently of
 * each other. Pure functions.
 *
 * @see <a href="https://doi.org/10.1002/9781118625651">Gross, Shortle, Thompson and Harris, Fundamentals of Queueing
 *     Theory, M/M/c</a>
 */
final class ErlangC {

    private static final int MOST_SERVERS = 100_000;

    private ErlangC() {}

    /**
     * The share of callers that have to wait.
     *
     * @param servers connections, 1 or more
     * @param load arrivals per second times seconds of each use, 0 or more
     * @return 0.0 to 1.0; 1.0 where the load is as great as the servers
     */
    static double waiting(int servers, double load) {
        if (load >= servers) {
            return 1;
        }
        // Erlang's loss formula by its recursion, which does not overflow where factorials would.
        double lost = 1;
        for (int i = 1; i <= servers; i++) {
            lost = load * lost / (i + load * lost);
        }
        double utilization = load / servers;
        return lost / (1 - utilization * (1 - lost));
    }

    /**
     * The share of callers that wait for longer than a time. Uses that differ less or more than exponential ones shorten or
     * lengthen the waits, by the factor of Allen and Cunneen.
     *
     * @param wait the time, in the unit of {@code usage}, 0 or more
     * @param usage the mean time of a use, positive
     * @param variation the variance of the uses by the square of their mean, 0 or more
     */
    static double waitingLonger(int servers, double load, double wait, double usage, double variation) {
        double scale = usage * (1 + variation) / 2;
        return waiting(servers, load) * Math.exp(-Math.max(0, servers - load) * wait / scale);
    }

    /**
     * The least number of connections with which at most this share of callers waits for longer than a time.
     *
     * @param share above 0.0 and below 1.0
     */
    static int servers(double load, double wait, double usage, double variation, double share) {
        int servers = Math.max(1, (int) Math.floor(load) + 1);
        while (servers < MOST_SERVERS && waitingLonger(servers, load, wait, usage, variation) > share) {
            servers++;
        }
        return servers;
    }
}
