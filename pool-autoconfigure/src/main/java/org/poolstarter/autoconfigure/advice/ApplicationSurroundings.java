/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.doctor.Surroundings;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;

/** What rules have to know of the application around the pools. */
final class ApplicationSurroundings {

    /* The manifest of HikariCP tells its version to OSGi only. */
    private static final String HIKARI = "META-INF/maven/com.zaxxer/HikariCP/pom.properties";

    private ApplicationSurroundings() {}

    static Surroundings of(Environment environment, @Nullable ServletThreads threads) {
        String hikari = version(HIKARI);
        return new Surroundings(
                Threading.VIRTUAL.isActive(environment),
                (threads != null) ? threads.bound() : null,
                (hikari != null) ? Map.of("HikariCP", hikari) : Map.of());
    }

    private static @Nullable String version(String resource) {
        try (InputStream in = ApplicationSurroundings.class.getClassLoader().getResourceAsStream(resource)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version");
        } catch (IOException ex) {
            return null; // a version that cannot be read is not known
        }
    }

    /** Keeps what is read in a native image. */
    static final class Hints implements RuntimeHintsRegistrar {

        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
            hints.resources().registerPattern(HIKARI);
        }
    }
}
