/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.MongoPoolProperties;

/** Which of the named clients serves injection points without a qualifier. */
final class PrimaryMongoPool {

    private PrimaryMongoPool() {}

    /**
     * The name of the primary client.
     *
     * @param pools the clients by name
     * @param other what configures a client that is not among them, such as a key or a bean; null if nothing does
     * @return the name; null if there is no client, or the other one serves
     * @throws InvalidPoolConfigurationException if it is not clear which one serves
     */
    static @Nullable String among(Map<String, MongoPoolProperties> pools, @Nullable String other) {
        // Maps of properties are in no order; messages are.
        Map<String, MongoPoolProperties> sorted = new TreeMap<>(pools);
        List<String> primaries = sorted.entrySet().stream()
                .filter(pool -> Boolean.TRUE.equals(pool.getValue().getPrimary()))
                .map(Map.Entry::getKey)
                .toList();
        if (primaries.size() > 1) {
            throw new InvalidPoolConfigurationException(
                    "%d MongoDB clients have primary=true: %s".formatted(primaries.size(), keys(primaries)),
                    "Leave primary=true with one of them.");
        }
        if (other != null) {
            if (!primaries.isEmpty()) {
                throw new InvalidPoolConfigurationException(
                        "%s=true, but %s configures the client that serves injection points without a qualifier"
                                .formatted(keys(primaries), other),
                        "Remove one of the two.");
            }
            return null;
        }
        return primaries.isEmpty() ? single(sorted) : primaries.get(0);
    }

    private static @Nullable String single(Map<String, MongoPoolProperties> sorted) {
        if (sorted.isEmpty()) {
            return null;
        }
        Map.Entry<String, MongoPoolProperties> first =
                sorted.entrySet().iterator().next();
        if (sorted.size() == 1 && !Boolean.FALSE.equals(first.getValue().getPrimary())) {
            return first.getKey();
        }
        throw new InvalidPoolConfigurationException(
                "No MongoDB client is primary: %s".formatted(keys(List.copyOf(sorted.keySet()))),
                "Set pools.mongo.%s.primary=true, or that of another client.".formatted(first.getKey()));
    }

    private static String keys(List<String> names) {
        return String.join(
                ", ",
                names.stream().map(name -> "pools.mongo." + name + ".primary").toList());
    }
}
