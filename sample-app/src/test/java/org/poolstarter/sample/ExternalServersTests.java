/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ExternalServersTests {

    @Test
    void oneMessageNamesEveryVariableThatIsMissing() {
        Map<String, Object> variables = variables();
        variables.remove("COLLECTOR_POSTGRES_URL");
        variables.remove("COLLECTOR_MONGODB_URI");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> start(variables, "external"))
                .withMessageEndingWith("the environment lacks COLLECTOR_POSTGRES_URL, COLLECTOR_MONGODB_URI");
    }

    @Test
    void nothingIsMissingWhenAllAreSet() {
        assertThat(start(variables(), "external").getEnvironment().getProperty("collector.accounts[0].id"))
                .isEqualTo("anna");
    }

    @Test
    void withoutTheProfileNothingIsAskedFor() {
        assertThat(start(Map.of(), "other").getEnvironment().containsProperty("collector.mongodb.uri"))
                .isFalse();
    }

    private static GenericApplicationContext start(Map<String, Object> variables, String profile) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
        environment.setActiveProfiles(profile);
        ConfigurationPropertySources.attach(environment);
        GenericApplicationContext context = new GenericApplicationContext();
        context.setEnvironment(environment);
        new ExternalServers().initialize(context);
        return context;
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
