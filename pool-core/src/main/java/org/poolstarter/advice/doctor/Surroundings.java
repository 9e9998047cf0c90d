/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the pools in this process.
 *
 * @param virtualThreads whether requests are served by virtual threads
 * @param requestThreads the most threads that serve requests, and the key that sets them; null where there is no bound, or
 *     no server
 * @param libraries versions of libraries by name, such as {@code HikariCP}; what is not known is absent
 */
public record Surroundings(
        boolean virtualThreads, @Nullable RequestThreads requestThreads, Map<String, String> libraries) {

    /** Nothing is known. */
    public static final Surroundings UNKNOWN = new Surroundings(false, null, Map.of());

    public Surroundings {
        libraries = Map.copyOf(libraries);
    }

    /**
     * Threads that serve requests.
     *
     * @param max how many at most, 1 or more
     * @param key the configuration key, such as {@code server.tomcat.threads.max}
     */
    public record RequestThreads(int max, String key) {}
}
