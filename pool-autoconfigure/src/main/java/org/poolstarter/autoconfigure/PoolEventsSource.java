/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.EnumSet;
import java.util.Set;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;

/** Makes the events of pools as {@code pools.events} says. */
public final class PoolEventsSource {

    private static final String ACCOUNT = "account";
    private static final int MOST = 100_000;

    private final int recent;
    private final Set<PoolEventType> ofAccounts;

    /** Reads the keys, and stops the start if one is out of its bounds. */
    public PoolEventsSource(PoolsProperties.Events properties) {
        this.recent = properties.getRecent();
        this.ofAccounts = properties.isSessions() ? EnumSet.allOf(PoolEventType.class) : PoolEventType.rare();
        if (recent < 0 || recent > MOST) {
            throw new InvalidPoolConfigurationException(
                    "pools.events.recent must be 0 to %d but is %d".formatted(MOST, recent),
                    "Change pools.events.recent; 0 keeps none.");
        }
    }

    /** The events of one pool. */
    public PoolEvents of(String pool, String backend) {
        Set<PoolEventType> kept = backend.equals(ACCOUNT) ? ofAccounts : PoolEventType.rare();
        return PoolEvents.builder(pool, backend).keep(recent, kept).build();
    }

    /** What is published as events of the application. */
    Set<PoolEventType> publishedOf(String backend) {
        return backend.equals(ACCOUNT) ? ofAccounts : EnumSet.of(PoolEventType.STATUS_CHANGED);
    }
}
