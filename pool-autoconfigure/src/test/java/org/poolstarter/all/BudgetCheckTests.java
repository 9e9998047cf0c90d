/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.jdbc.EmbeddedServers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** An application that is run with {@code --pools.check}, as a process, against a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetCheckTests {

    private EmbeddedPostgres postgres;

    @BeforeAll
    void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "100")
                .start();
    }

    @AfterAll
    void stopPostgres() throws IOException {
        postgres.close();
    }

    @Test
    void tenReplicasOfFifteenConnectionsAreTooManyForAHundred() throws Exception {
        Run run = check("--pools.jdbc.orders.max-size=15", "--pools.budget.replicas=10");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output())
                .contains(
                        "PostgreSQL 18.", "max_connections=100 less 3 reserved", "orders 15", "over by 53", "EXCEEDED")
                .containsPattern("10 \\+ 0 +0 +150 +97 ")
                .doesNotContain("Tomcat started");
    }

    @Test
    void fiveReplicasOfFifteenConnectionsFitIntoAHundred() throws Exception {
        Run run = check("--pools.jdbc.orders.max-size=15", "--pools.budget.replicas=5");
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output())
                .containsPattern("5 \\+ 0 +0 +75 +97\\n")
                .contains("WITHIN")
                .doesNotContain("Tomcat started");
    }

    @Test
    void surgeReserveAndOtherPoolsOfTheServerCount() throws Exception {
        Run run = check(
                "--pools.jdbc.orders.max-size=15",
                "--pools.jdbc.orders.primary=true",
                "--pools.jdbc.reports.url=" + url().replace("localhost", "127.0.0.1"),
                "--pools.jdbc.reports.max-size=2",
                "--pools.budget.replicas=4",
                "--pools.budget.surge=1",
                "--pools.budget.reserve=13");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output())
                .contains("orders 15 + reports 2")
                .containsPattern("17 +4 \\+ 1 +13 +98 +97 +over by 1\\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aPoolThatHasAllThatItsRoleMayHaveIsTooLargeAndNotUnknown(int limit) throws Exception {
        String role = "app" + limit;
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role %s login connection limit %d".formatted(role, limit));
        }
        Run run = run(
                "--pools.check",
                "--pools.jdbc.orders.url=" + postgres.getJdbcUrl(role, "postgres"),
                "--pools.jdbc.orders.min-idle=5",
                "--pools.jdbc.orders.max-size=15");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output())
                .contains("CONNECTION LIMIT %d of role %s".formatted(limit, role), "over by " + (15 - limit))
                .doesNotContain("Not known");
    }

    @Test
    void aServerThatDoesNotAnswerIsNoSuccess() throws Exception {
        Run run = run(
                "--pools.check",
                "--pools.jdbc.orders.url=jdbc:postgresql://127.0.0.1:" + EmbeddedServers.freePort() + "/orders");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("Not known for the pool orders: ", "NOT KNOWN");
    }

    @Test
    void aPoolWhoseServerCannotBeAskedIsNoSuccess() throws Exception {
        Run run = check(
                "--pools.jdbc.orders.max-size=15",
                "--spring.datasource.url=jdbc:h2:mem:boot",
                "--spring.datasource.hikari.data-source-class-name=org.h2.jdbcx.JdbcDataSource",
                "--spring.datasource.hikari.data-source-properties.URL=jdbc:h2:mem:boot");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output())
                .contains("orders 15", "Not known for the pool dataSource: its connections come from a data source")
                .contains("NOT KNOWN");
    }

    @Test
    void aDatabaseWithinTheProcessNeedsNoBudget() throws Exception {
        Run run = run("--pools.check", "--pools.jdbc.orders.url=jdbc:h2:mem:orders");
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("NOTHING TO CHECK").doesNotContain("Not known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pools.jdbc.orders", "spring.datasource"})
    void thePasswordInAUrlThatTheDriverMisreadsIsNotShown(String prefix) throws Exception {
        Run run = run("--pools.check", "--" + prefix + ".url=jdbc:mariadb://app:hunter2@localhost:3306/orders");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output())
                .contains("repeats the login of the URL, and is not shown", "NOT KNOWN")
                .doesNotContain("hunter2");
    }

    @Test
    void aCheckWithoutTheDoctorIsRefused() throws Exception {
        Run run = check("--pools.doctor.enabled=false");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("pools.check=true needs pools.doctor.enabled=true");
    }

    @Test
    void aCheckWithoutPoolsIsRefusedAndDoesNotRunTheApplication() throws Exception {
        Run run = check("--pools.enabled=false");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output())
                .contains("pools.check=true needs pools.enabled=true")
                .doesNotContain("Tomcat started");
    }

    @Test
    void aCheckThatCannotStartIsNotOverAndSaysWhy() throws Exception {
        Run run = check("--pools.jdbc.orders.max-syze=15");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("APPLICATION FAILED TO START", "max-syze");
    }

    @Test
    void aBeanThatNeedsADatabaseThatIsNotThereIsNotOver(@TempDir Path scripts) throws Exception {
        Path script = Files.writeString(scripts.resolve("schema.sql"), "select 1;");
        Run run = run(
                "--pools.check",
                "--spring.sql.init.mode=always", // as a migration does, it connects while beans are made
                "--spring.sql.init.schema-locations=file:" + script,
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + EmbeddedServers.freePort() + "/orders",
                "--spring.datasource.hikari.initialization-fail-timeout=1",
                "--spring.datasource.hikari.connection-timeout=1000");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output())
                .contains("dataSourceScriptDatabaseInitializer", "refused")
                .doesNotContain("Connection budget");
    }

    @Test
    void aConfigurationThatIsNotThereIsNotOver() throws Exception {
        Run run = check("--spring.config.import=classpath:none.yml");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("APPLICATION FAILED TO START", "none.yml");
    }

    @Test
    void aStartThatFailsWithoutACheckEndsAsEver() throws Exception {
        Run run = run("--pools.check=false", "--pools.jdbc.orders.max-syze=15");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
    }

    @Test
    void poolsThatAreMadeLazilyAreCheckedToo() throws Exception {
        Run run = check(
                "--pools.jdbc.orders.max-size=15",
                "--pools.budget.replicas=7",
                "--spring.main.lazy-initialization=true");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).contains("over by 8", "EXCEEDED").doesNotContain("Tomcat started");
    }

    private String url() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    private Run check(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("--pools.check", "--pools.doctor.timeout=1m", "--pools.jdbc.orders.url=" + url()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private static Run run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName(),
                "--server.port=0"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    private record Run(int exitCode, String output) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration",
                "org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration"
            })
    static class Application {

        public static void main(String[] args) {
            SpringApplication.run(Application.class, args);
        }
    }
}
