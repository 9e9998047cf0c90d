/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.poolstarter.pool.Pool;

/** A name under which a meter of one pool is published, with its tags. */
record PublishedName(String name, Tags tags) {

    static List<PublishedName> of(PoolMeter meter, Pool pool, Set<PoolNaming> naming) {
        List<PublishedName> names = new ArrayList<>();
        List<OtelMeter> conventional = naming.contains(PoolNaming.OTEL) ? OtelMeter.of(meter) : List.of();
        if (naming.contains(PoolNaming.POOL) || conventional.isEmpty()) {
            names.add(new PublishedName(meter.meterName(), tags(pool)));
        }
        for (OtelMeter other : conventional) {
            Tags tags = Tags.of(OtelMeter.POOL_NAME, pool.name());
            names.add(new PublishedName(
                    other.meterName(), (other.state() != null) ? tags.and(OtelMeter.STATE, other.state()) : tags));
        }
        return names;
    }

    /** Exactly these two, on everything that is named {@code pool.*}. */
    static Tags tags(Pool pool) {
        return Tags.of("pool", pool.name(), "backend", pool.backend());
    }
}
