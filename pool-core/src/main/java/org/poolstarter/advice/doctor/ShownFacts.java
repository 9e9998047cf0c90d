/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolerFacts;
import org.poolstarter.pool.ReadableDuration;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;

/** What a server has told, as observers show it. */
final class ShownFacts {

    private ShownFacts() {}

    static Map<String, Object> of(ServerFacts facts) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("product", facts.server().product());
        shown.put("address", facts.server().address());
        put(shown, "user", facts.server().user());
        put(shown, "database", facts.server().database());
        put(shown, "limit", limit(facts.limit()));
        put(shown, "userLimit", limit(facts.userLimit()));
        put(shown, "databaseLimit", limit(facts.databaseLimit()));
        if (facts.idleTimeout() != null) {
            Map<String, Object> timeout = new LinkedHashMap<>();
            timeout.put("after", ReadableDuration.of(facts.idleTimeout().after()));
            timeout.put("setBy", facts.idleTimeout().setBy());
            shown.put("idleTimeout", timeout);
        }
        put(shown, "detour", facts.detour());
        put(shown, "pooler", pooler(facts.pooler()));
        facts.values()
                .forEach((name, value) ->
                        shown.put(name, (value instanceof Duration time) ? ReadableDuration.of(time) : value));
        if (!facts.unreadable().isEmpty()) {
            Map<String, Object> unreadable = new LinkedHashMap<>();
            facts.unreadable().forEach((name, why) -> unreadable.put(name, "not readable: " + why));
            shown.put("unreadable", unreadable);
        }
        return shown;
    }

    private static @Nullable Map<String, Object> limit(@Nullable Limit limit) {
        return (limit != null) ? Map.of("connections", limit.connections(), "setBy", limit.setBy()) : null;
    }

    private static @Nullable Map<String, Object> pooler(@Nullable PoolerFacts pooler) {
        if (pooler == null) {
            return null;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", pooler.name());
        shown.put("mode", pooler.mode());
        put(shown, "queryWaitTimeout", time(pooler.queryWaitTimeout()));
        put(shown, "serverLifetime", time(pooler.serverLifetime()));
        return shown;
    }

    private static @Nullable String time(@Nullable Duration time) {
        return (time != null) ? ReadableDuration.of(time) : null;
    }

    private static void put(Map<String, Object> shown, String name, @Nullable Object value) {
        if (value != null) {
            shown.put(name, value);
        }
    }
}
