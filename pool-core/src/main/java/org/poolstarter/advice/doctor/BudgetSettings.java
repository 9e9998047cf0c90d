/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

/**
 * How many instances of the application share its servers.
 *
 * @param replicas instances that run at the same time, 1 to 1,000,000
 * @param surge instances that run besides during a rolling update, 0 to 1,000,000
 * @param reserve connections of each server that are left to others, 0 or more
 */
public record BudgetSettings(int replicas, int surge, int reserve) {

    private static final int MOST = 1_000_000;

    /** One instance, and nobody else. */
    public static final BudgetSettings ALONE = new BudgetSettings(1, 0, 0);

    public BudgetSettings {
        requireInRange("replicas", replicas, 1);
        requireInRange("surge", surge, 0);
        if (reserve < 0) {
            throw new IllegalArgumentException("reserve must be at least 0 but is " + reserve);
        }
    }

    private static void requireInRange(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("%s must be at least %d but is %d".formatted(name, least, value));
        }
        if (value > MOST) {
            throw new IllegalArgumentException("%s must be at most %d but is %d".formatted(name, MOST, value));
        }
    }

    /** Instances that may run at the same time, 1 or more. */
    public int instances() {
        return replicas + surge;
    }

    /** The same in words, as in {@code 10 instances}. */
    String instancesInWords() {
        return instances() + ((instances() == 1) ? " instance" : " instances");
    }
}
