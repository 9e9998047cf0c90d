/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.all.WrongInput.Beside;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

/** What a user reads whose application does not start because of what is written under {@code pools}. */
@ExtendWith(OutputCaptureExtension.class)
class WrongInputTests {

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.poolstarter.all.WrongInput#all")
    void stopsTheStartWithWhatIsWrongAndWhatToDo(WrongInput input, CapturedOutput output) {
        assertThatThrownBy(() -> start(input)).isNotNull();

        String text = output.getAll();
        assertThat(section(text, "Description:", "Action:")).isEqualTo(input.description());
        assertThat(section(text, "Action:", "\0")).isEqualTo(input.action().strip());
        assertThat(text).doesNotContain(WrongInput.SECRET);
    }

    private static void start(WrongInput input) {
        String[] absent = (input.absent() != null) ? new String[] {input.absent()} : new String[0];
        SpringApplication application = new SpringApplication(
                new DefaultResourceLoader(new FilteredClassLoader(absent)),
                (input.beside() == Beside.ACCOUNT) ? WithFactory.class : Plain.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        String[] arguments = input.allKeys().stream().map(key -> "--" + key).toArray(String[]::new);
        application.run(arguments).close();
    }

    private static String section(String output, String from, String to) {
        int start = output.lastIndexOf(from);
        assertThat(start).as("a failure analysis in:%n%s", output).isNotNegative();
        int end = output.indexOf(to, start);
        return output.substring(start + from.length(), (end < 0) ? output.length() : end)
                .strip();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithFactory {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> "mail of " + account;
        }
    }
}
