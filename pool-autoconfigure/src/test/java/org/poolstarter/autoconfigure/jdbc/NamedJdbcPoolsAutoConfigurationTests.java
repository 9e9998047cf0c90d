/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.poolstarter.autoconfigure.jdbc.JdbcContexts.h2;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.jdbc.JdbcPool;
import org.poolstarter.pool.Pool;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.Transactional;

@ExtendWith(OutputCaptureExtension.class)
class NamedJdbcPoolsAutoConfigurationTests {

    private final ApplicationContextRunner runner = JdbcContexts.runner();

    @Test
    void aPoolHasADataSourceAClientATransactionManagerAndAPool() {
        runner.withPropertyValues(h2("orders")).run(context -> {
            assertThat(context).hasNotFailed();
            HikariDataSource dataSource = context.getBean("ordersDataSource", HikariDataSource.class);
            assertThat(dataSource.getPoolName()).isEqualTo("orders");
            assertThat(dataSource.isRunning()).isTrue();
            assertThat(context.getBean("ordersJdbcClient", JdbcClient.class)
                            .sql("select 42")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(42);
            assertThat(context.getBean("ordersTransactionManager", JdbcTransactionManager.class)
                            .getDataSource())
                    .isSameAs(dataSource);
            Pool pool = context.getBean("ordersJdbcPool", Pool.class);
            assertThat(pool.name()).isEqualTo("orders");
            assertThat(pool.backend()).isEqualTo("jdbc");
            assertThat(pool.target()).isEqualTo("jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1");
        });
    }

    @Test
    void eachQualifierReachesItsOwnServer() {
        runner.withUserConfiguration(TwoServers.class)
                .withPropertyValues(
                        "pools.jdbc.orders.url=" + EmbeddedServers.postgresUrl(),
                        "pools.jdbc.orders.primary=true",
                        "pools.jdbc.archive.url=" + EmbeddedServers.mariaDbUrl(),
                        "pools.jdbc.archive.min-idle=0",
                        "pools.jdbc.orders.min-idle=0")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    TwoServers servers = context.getBean(TwoServers.class);
                    assertThat(version(servers.orders())).startsWith("PostgreSQL 18");
                    assertThat(version(servers.archive())).contains("MariaDB");
                    assertThat(servers.ordersClient()
                                    .sql("select version()")
                                    .query(String.class)
                                    .single())
                            .startsWith("PostgreSQL 18");
                    assertThat(servers.archiveClient()
                                    .sql("select version()")
                                    .query(String.class)
                                    .single())
                            .contains("MariaDB");
                    assertThat(context.getBean(JdbcTemplate.class).queryForObject("select version()", String.class))
                            .startsWith("PostgreSQL 18");
                });
    }

    @Test
    void thePrimaryServesWhatBootConfigures() {
        runner.withPropertyValues(h2("orders", "archive"))
                .withPropertyValues("pools.jdbc.archive.primary=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    DataSource primary = context.getBean(DataSource.class);
                    assertThat(primary).isSameAs(context.getBean("archiveDataSource"));
                    assertThat(context.getBean(JdbcTemplate.class).getDataSource())
                            .isSameAs(primary);
                    assertThat(context).hasSingleBean(NamedParameterJdbcTemplate.class);
                    assertThat(context).hasBean("jdbcClient");
                    assertThat(context.getBean(JdbcClient.class)).isSameAs(context.getBean("jdbcClient"));
                    assertThat(context.getBean("transactionManager", JdbcTransactionManager.class)
                                    .getDataSource())
                            .isSameAs(primary);
                    assertThat(context.getBean(TransactionManager.class))
                            .isSameAs(context.getBean("transactionManager"));
                });
    }

    @Test
    void transactionsRunOnThePrimaryAndByQualifierOnTheOther() {
        runner.withUserConfiguration(Writer.class)
                .withPropertyValues(h2("first", "second"))
                .withPropertyValues("pools.jdbc.first.primary=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    JdbcTemplate first = template(context.getBean("firstDataSource", DataSource.class));
                    JdbcTemplate second = template(context.getBean("secondDataSource", DataSource.class));
                    first.execute("create table t (id int)");
                    second.execute("create table t (id int)");
                    Writer writer = context.getBean(Writer.class);

                    assertThat(catchIn(() -> writer.writeToPrimary(first))).isEqualTo("rolled back");
                    assertThat(first.queryForObject("select count(*) from t", Integer.class))
                            .isZero();
                    assertThat(catchIn(() -> writer.writeToSecond(second))).isEqualTo("rolled back");
                    assertThat(second.queryForObject("select count(*) from t", Integer.class))
                            .isZero();
                    assertThat(catchIn(() -> writer.writeToSecond(first))).isEqualTo("rolled back");
                    assertThat(first.queryForObject("select count(*) from t", Integer.class))
                            .isEqualTo(1);
                });
    }

    @Test
    void bootsOwnDataSourceStaysBesideNamedPools(CapturedOutput output) {
        runner.withPropertyValues(h2("orders", "archive"))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:boot", "pools.jdbc.orders.primary=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    HikariDataSource boot = context.getBean(HikariDataSource.class);
                    assertThat(boot).isSameAs(context.getBean("dataSource"));
                    assertThat(boot.getJdbcUrl()).isEqualTo("jdbc:h2:mem:boot");
                    assertThat(context.getBean(JdbcTemplate.class).getDataSource())
                            .isSameAs(boot);
                    assertThat(context.getBeanNamesForType(JdbcPool.class)).hasSize(2);
                });
        assertThat(output)
                .contains(
                        "pools.jdbc.orders.primary=true has no effect: spring.datasource.url configures the one that serves");
    }

    @Test
    void aDataSourceOfTheUserStaysThePrimary() {
        runner.withUserConfiguration(OwnDataSource.class)
                .withPropertyValues(h2("orders"))
                .run(context ->
                        assertThat(context.getBean(DataSource.class)).isSameAs(context.getBean("ownDataSource")));
    }

    @Test
    void connectionDetailsOfTheUserStayBoots() {
        runner.withUserConfiguration(Details.class)
                .withPropertyValues(h2("orders"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(HikariDataSource.class).getJdbcUrl())
                            .isEqualTo("jdbc:h2:mem:details");
                });
    }

    @Test
    void connectionDetailsWithThePoolsNameBeatItsKeys() {
        runner.withUserConfiguration(QualifiedDetails.class)
                .withPropertyValues(h2("orders"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(HikariDataSource.class)).isSameAs(context.getBean("ordersDataSource"));
                    assertThat(context.getBean(HikariDataSource.class).getJdbcUrl())
                            .isEqualTo("jdbc:h2:mem:details");
                });
    }

    @Test
    void twoPoolsWithoutAPrimaryStopTheStart() {
        fails(
                h2("orders", "archive"),
                "None of the pools under pools.jdbc is primary: archive, orders",
                "pools.jdbc.archive.primary");
    }

    @Test
    void twoPrimariesStopTheStart() {
        fails(
                with(h2("orders", "archive"), "pools.jdbc.orders.primary=true", "pools.jdbc.archive.primary=true"),
                "pools.jdbc.archive.primary, pools.jdbc.orders.primary are all true: only one pool can be primary",
                "Keep one");
    }

    @Test
    void aMissingUrlStopsTheStart() {
        fails(
                with(new String[0], "pools.jdbc.orders.username=sa"),
                "pools.jdbc.orders.url is missing",
                "Set pools.jdbc.orders.url");
    }

    @Test
    void anUrlWithoutADriverStopsTheStart() {
        fails(
                with(new String[0], "pools.jdbc.orders.url=jdbc:nobody://app:hidden@db/o"),
                "pools.jdbc.orders.url must be one that a driver on the class path accepts but is jdbc:nobody://db/o",
                "pools.jdbc.orders.url");
    }

    @Test
    void aDriverThatIsMissingStopsTheStart() {
        fails(
                with(h2("orders"), "pools.jdbc.orders.driver-class-name=com.example.Missing"),
                "pools.jdbc.orders.driver-class-name must be a class on the class path but is com.example.Missing",
                "pools.jdbc.orders.driver-class-name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dataSource", "mongo"})
    void aReservedNameStopsTheStart(String name) {
        fails(h2(name), "pools.jdbc.%s has a name that is reserved".formatted(name), "another name");
    }

    @Test
    void aNameThatCannotBeOneStopsTheStart() {
        fails(
                with(new String[0], "pools.jdbc.[or.ders].url=jdbc:h2:mem:x"),
                "pools.jdbc.or.ders has a name that cannot be that of a pool",
                "letters");
    }

    @Test
    void withoutPoolsNothingIsDefinedAndBootIsAlone() {
        runner.withPropertyValues("spring.datasource.url=jdbc:h2:mem:alone").run(context -> {
            assertThat(context).hasSingleBean(DataSource.class).doesNotHaveBean(Pool.class);
        });
    }

    @Test
    void switchedOffNothingIsDefined() {
        runner.withPropertyValues(h2("orders"))
                .withPropertyValues("pools.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean("ordersDataSource")
                        .doesNotHaveBean(NamedJdbcPoolsAutoConfiguration.class));
    }

    @Test
    void withoutHikariNothingIsDefined() {
        runner.withClassLoader(new FilteredClassLoader("com.zaxxer.hikari"))
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(NamedJdbcPoolsAutoConfiguration.class));
    }

    @Test
    void withoutSpringJdbcNothingIsDefined() {
        new ApplicationContextRunner()
                .withUserConfiguration(JdbcContexts.Settings.class)
                .withConfiguration(AutoConfigurations.of(NamedJdbcPoolsAutoConfiguration.class))
                .withPropertyValues(h2("orders"))
                .withClassLoader(new FilteredClassLoader("org.springframework.jdbc"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("ordersDataSource"));
    }

    @Test
    void withoutHealthThePoolsAreThereAllTheSame() {
        runner.withPropertyValues(h2("orders"))
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context ->
                        assertThat(context).hasBean("ordersDataSource").doesNotHaveBean(DbHealthReplacement.class));
    }

    @Test
    void closingTheContextClosesThePool() {
        List<HikariDataSource> closed = new ArrayList<>();
        runner.withPropertyValues(h2("orders")).run(context -> closed.add(context.getBean(HikariDataSource.class)));
        assertThat(closed).singleElement().matches(HikariDataSource::isClosed);
    }

    @Test
    void aDatabaseThatIsDownDelaysNeitherTheStartNorTheOtherPool() {
        runner.withPropertyValues(h2("archive"))
                .withPropertyValues(
                        "pools.jdbc.archive.primary=true",
                        "pools.jdbc.orders.url=jdbc:postgresql://localhost:%d/orders"
                                .formatted(EmbeddedServers.freePort()))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(JdbcTemplate.class).queryForObject("select 7", Integer.class))
                            .isEqualTo(7);
                    assertThat(context.getBean("ordersDataSource", HikariDataSource.class)
                                    .isRunning())
                            .isTrue();
                });
    }

    private void fails(String[] properties, String problem, String remedy) {
        runner.withPropertyValues(properties)
                .run(context -> assertThat(JdbcContexts.failureOf(context))
                        .hasMessageStartingWith(problem)
                        .satisfies(failure -> assertThat(failure.remedy()).contains(remedy)));
    }

    private static String[] with(String[] properties, String... more) {
        return Stream.concat(Stream.of(properties), Stream.of(more)).toArray(String[]::new);
    }

    private static String version(DataSource dataSource) {
        return String.valueOf(template(dataSource).queryForObject("select version()", String.class));
    }

    private static JdbcTemplate template(DataSource dataSource) {
        return new JdbcTemplate(dataSource);
    }

    private static String catchIn(Runnable work) {
        try {
            work.run();
            return "went through";
        } catch (IllegalStateException ex) {
            return String.valueOf(ex.getMessage());
        }
    }

    @Component
    static class TwoServers {

        private final DataSource orders;
        private final DataSource archive;
        private final JdbcClient ordersClient;
        private final JdbcClient archiveClient;

        TwoServers(
                @Qualifier("orders") DataSource orders,
                @Qualifier("archive") DataSource archive,
                @Qualifier("orders") JdbcClient ordersClient,
                @Qualifier("archive") JdbcClient archiveClient) {
            this.orders = orders;
            this.archive = archive;
            this.ordersClient = ordersClient;
            this.archiveClient = archiveClient;
        }

        DataSource orders() {
            return orders;
        }

        DataSource archive() {
            return archive;
        }

        JdbcClient ordersClient() {
            return ordersClient;
        }

        JdbcClient archiveClient() {
            return archiveClient;
        }
    }

    @Component
    static class Writer {

        @Transactional
        void writeToPrimary(JdbcTemplate template) {
            write(template);
        }

        @Transactional("second")
        void writeToSecond(JdbcTemplate template) {
            write(template);
        }

        private static void write(JdbcTemplate template) {
            template.update("insert into t values (1)");
            throw new IllegalStateException("rolled back");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDataSource {

        @Bean
        DataSource ownDataSource() {
            return new DriverManagerDataSource("jdbc:h2:mem:own");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Details {

        @Bean
        JdbcConnectionDetails details() {
            return new H2Details();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class QualifiedDetails {

        @Bean
        @Qualifier("orders")
        JdbcConnectionDetails details() {
            return new H2Details();
        }
    }

    private static final class H2Details implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return "sa";
        }

        @Override
        public String getPassword() {
            return "";
        }

        @Override
        public String getJdbcUrl() {
            return "jdbc:h2:mem:details";
        }
    }
}
