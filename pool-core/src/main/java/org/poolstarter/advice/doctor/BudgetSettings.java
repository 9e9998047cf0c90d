/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

/**
 * How many instances of the application share its servers.
 *
 * @param replicas instances that run at the same time, 1 or more
 * @param surge instances that run besides during a rolling update, 0 or more
 * @param reserve connections of each server that are left to others, 0 or more
 */
public record BudgetSettings(int replicas, int surge, int reserve) {

    /** One instance, and nobody else. */
    public static final BudgetSettings ALONE = new BudgetSettings(1, 0, 0);

    public BudgetSettings {
        if (replicas < 1) {
            throw new IllegalArgumentException("replicas must be at least 1 but is " + replicas);
        }
        if (surge < 0) {
            throw new IllegalArgumentException("surge must be at least 0 but is " + surge);
        }
        if (reserve < 0) {
            throw new IllegalArgumentException("reserve must be at least 0 but is " + reserve);
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
