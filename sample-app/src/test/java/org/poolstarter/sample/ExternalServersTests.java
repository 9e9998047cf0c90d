/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ExternalServersTests {

    @Test
    void oneMessageNamesEveryVariableThatIsMissing() {
        Map<String, Object> variables = variables();
        variables.remove("COLLECTOR_POSTGRES_URL");
        variables.remove("COLLECTOR_MONGODB_URI");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> require(variables, "external"))
                .withMessageEndingWith("the environment lacks COLLECTOR_POSTGRES_URL, COLLECTOR_MONGODB_URI");
    }

    @Test
    void nothingIsMissingWhenAllAreSet() {
        assertThatNoException().isThrownBy(() -> require(variables(), "external"));
    }

    @Test
    void withoutTheProfileNothingIsAskedFor() {
        assertThatNoException().isThrownBy(() -> require(Map.of(), "other"));
    }

    private static void require(Map<String, Object> variables, String profile) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
        environment.setActiveProfiles(profile);
        ConfigurationPropertySources.attach(environment);
        ExternalServers.requireVariables(environment);
    }

    private static Map<String, Object> variables() {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("COLLECTOR_POSTGRES_URL", "jdbc:postgresql://db/mail");
        variables.put("COLLECTOR_POSTGRES_USERNAME", "collector");
        variables.put("COLLECTOR_POSTGRES_PASSWORD", "geheim");
        variables.put("COLLECTOR_MONGODB_URI", "mongodb://mongo");
        variables.put("COLLECTOR_ACCOUNTS_0_ID", "anna");
        return variables;
    }
}
