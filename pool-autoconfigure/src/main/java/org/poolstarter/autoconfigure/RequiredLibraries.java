/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Stops the start where pools are configured whose libraries are not all on the class path. Their auto-configuration
 * backs off then, and the pools would be missing without a word.
 */
final class RequiredLibraries implements ImportBeanDefinitionRegistrar {

    private static final Backend JDBC = new Backend(
            "pools.jdbc",
            "org.springframework.boot:spring-boot-starter-jdbc",
            List.of(
                    new Library("com.zaxxer.hikari.HikariDataSource", "com.zaxxer:HikariCP"),
                    new Library("org.springframework.jdbc.core.simple.JdbcClient", "org.springframework:spring-jdbc"),
                    new Library(
                            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                            "org.springframework.boot:spring-boot-jdbc"),
                    new Library(
                            "org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers",
                            "org.springframework.boot:spring-boot-transaction")));

    private static final Backend MONGO = new Backend(
            "pools.mongo",
            "org.springframework.boot:spring-boot-starter-mongodb",
            List.of(
                    new Library("com.mongodb.client.MongoClient", "org.mongodb:mongodb-driver-sync"),
                    new Library(
                            "org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer",
                            "org.springframework.boot:spring-boot-mongodb")));

    private final Environment environment;
    private final ClassLoader classLoader;

    RequiredLibraries(Environment environment, ClassLoader classLoader) {
        this.environment = environment;
        this.classLoader = classLoader;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        PoolsProperties properties = PoolNames.read(environment);
        require(JDBC, properties.getJdbc().keySet());
        require(MONGO, properties.getMongo().keySet());
    }

    private void require(Backend backend, Set<String> pools) {
        List<String> missing = backend.libraries().stream()
                .filter(library -> !ClassUtils.isPresent(library.className(), classLoader))
                .map(Library::artifact)
                .toList();
        if (!pools.isEmpty() && !missing.isEmpty()) {
            throw new InvalidPoolConfigurationException(
                    "%s.%s is configured but %s is not on the class path"
                            .formatted(
                                    backend.prefix(),
                                    pools.stream().sorted().findFirst().orElseThrow(),
                                    String.join(", ", missing)),
                    "Add the dependency %s, or remove the keys under %s."
                            .formatted(backend.starter(), backend.prefix()));
        }
    }

    private record Backend(String prefix, String starter, List<Library> libraries) {}

    private record Library(String className, String artifact) {}
}
