/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** The servers of the profile {@code external}, which the environment names. */
final class ExternalServers {

    private static final Map<String, String> VARIABLES = variables();

    private ExternalServers() {}

    /**
     * Does nothing unless the profile is active.
     *
     * @throws UsageException if variables are missing; it names all of them
     */
    static void requireVariables(Environment environment) {
        if (!environment.acceptsProfiles(Profiles.of("external"))) {
            return;
        }
        List<String> missing = VARIABLES.entrySet().stream()
                .filter(variable -> !environment.containsProperty(variable.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty()) {
            throw new UsageException(
                    "The profile 'external' needs servers, but the environment lacks " + String.join(", ", missing),
                    "Set them, or start without the profile to run on embedded servers");
        }
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("COLLECTOR_POSTGRES_URL", "collector.postgres.url");
        variables.put("COLLECTOR_POSTGRES_USERNAME", "collector.postgres.username");
        variables.put("COLLECTOR_POSTGRES_PASSWORD", "collector.postgres.password");
        variables.put("COLLECTOR_MONGODB_URI", "collector.mongodb.uri");
        variables.put("COLLECTOR_ACCOUNTS_0_ID", "collector.accounts[0].id");
        return variables;
    }
}
