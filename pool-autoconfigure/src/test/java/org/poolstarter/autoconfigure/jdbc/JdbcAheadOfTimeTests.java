/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** The definitions of named pools as code, which ahead-of-time processing makes of them. */
class JdbcAheadOfTimeTests {

    @Test
    void definitionsKeepTheirQualifiersAndHoldNoValueOfTheBuild() throws IOException {
        String code = generate("pools.jdbc.orders.url=jdbc:h2:mem:built", "pools.jdbc.orders.password=hidden");
        assertThat(code)
                .contains("ordersDataSource", "ordersJdbcClient", "ordersTransactionManager", "ordersJdbcPool")
                .contains("addQualifier", "setDefaultCandidate(false)", "setPrimary(true)")
                .doesNotContain("jdbc:h2:mem:built", "hidden");
    }

    private static String generate(String... properties) throws IOException {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of(properties).applyTo(context);
            context.register(
                    JdbcContexts.Settings.class,
                    NamedJdbcPoolsAutoConfiguration.class,
                    DataSourceAutoConfiguration.class);
            DefaultGenerationContext generation = new DefaultGenerationContext(
                    new ClassNameGenerator(ClassName.get("org.poolstarter.autoconfigure.jdbc", "Application")), files);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();
        }
        StringBuilder code = new StringBuilder();
        for (String file : files.getGeneratedFiles(Kind.SOURCE).keySet()) {
            code.append(files.getGeneratedFileContent(Kind.SOURCE, file));
        }
        return code.toString();
    }
}
