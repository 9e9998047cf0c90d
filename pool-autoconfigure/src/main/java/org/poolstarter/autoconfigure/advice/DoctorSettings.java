/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import java.time.Duration;
import org.poolstarter.advice.doctor.BudgetSettings;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.pool.ReadableDuration;

/**
 * What {@code pools.doctor} and {@code pools.budget} say.
 *
 * @param interval how often each server is asked
 * @param timeout how long a server may take to answer
 * @param budget how many instances there are
 */
record DoctorSettings(Duration interval, Duration timeout, BudgetSettings budget) {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(30);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    /** @throws InvalidPoolConfigurationException if a value is out of its bounds */
    static DoctorSettings of(PoolsProperties properties) {
        PoolsProperties.Doctor doctor = properties.getDoctor();
        if (doctor.getInterval().compareTo(SHORTEST_INTERVAL) < 0
                || doctor.getInterval().compareTo(LONGEST_INTERVAL) > 0) {
            throw new InvalidPoolConfigurationException(
                    "pools.doctor.interval must be %s to %s but is %s"
                            .formatted(
                                    ReadableDuration.of(SHORTEST_INTERVAL),
                                    ReadableDuration.of(LONGEST_INTERVAL),
                                    ReadableDuration.of(doctor.getInterval())),
                    "Set it to some minutes, or pools.doctor.enabled=false to ask no server.");
        }
        if (doctor.getTimeout().compareTo(SHORTEST_TIMEOUT) < 0
                || doctor.getTimeout().compareTo(LONGEST_TIMEOUT) > 0) {
            throw new InvalidPoolConfigurationException(
                    "pools.doctor.timeout must be %s to %s but is %s"
                            .formatted(
                                    ReadableDuration.of(SHORTEST_TIMEOUT),
                                    ReadableDuration.of(LONGEST_TIMEOUT),
                                    ReadableDuration.of(doctor.getTimeout())),
                    "Set it to some seconds.");
        }
        return new DoctorSettings(doctor.getInterval(), doctor.getTimeout(), budget(properties.getBudget()));
    }

    private static BudgetSettings budget(PoolsProperties.Budget budget) {
        try {
            return new BudgetSettings(budget.getReplicas(), budget.getSurge(), budget.getReserve());
        } catch (IllegalArgumentException ex) {
            throw new InvalidPoolConfigurationException(
                    "pools.budget." + ex.getMessage(),
                    "Set replicas and surge to the instances that run, and reserve to the connections of others.");
        }
    }
}
