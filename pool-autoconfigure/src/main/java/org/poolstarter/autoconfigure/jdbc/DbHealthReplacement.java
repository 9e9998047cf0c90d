/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import org.poolstarter.autoconfigure.health.BootIndicator;

/**
 * Takes Boot's indicator {@code db} out of the health of the application, where every data source is watched and so
 * reported by the component {@code pools}. Boot's would wait for a connection of a full pool.
 *
 * @param indicator Boot's indicators
 */
record DbHealthReplacement(BootIndicator indicator) {

    /** To be called once there are all beans, and everything is watched. */
    void replace() {
        indicator.giveWay("db");
    }
}
