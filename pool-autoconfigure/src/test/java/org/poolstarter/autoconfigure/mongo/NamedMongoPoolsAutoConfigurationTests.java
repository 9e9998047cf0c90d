/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.mongo.WireServer;
import org.poolstarter.pool.Pool;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.gridfs.GridFsTemplate;
import org.springframework.transaction.TransactionManager;

class NamedMongoPoolsAutoConfigurationTests {

    private static final WireServer first = WireServer.start();
    private static final WireServer second = WireServer.start();

    private final ApplicationContextRunner runner = MongoContexts.runner();
    private final ApplicationContextRunner injecting = runner.withUserConfiguration(InjectedConfiguration.class);

    @BeforeAll
    static void seed() {
        seed(first, "first");
        seed(second, "second");
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    @Test
    void withoutNamedClientsBootsIsAsBefore() {
        runner.withPropertyValues("spring.mongodb.uri=" + first.uri("app")).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(MongoClient.class).hasBean("mongo");
            assertThat(context).doesNotHaveBean(Pool.class);
        });
    }

    @Test
    void aSingleClientServesBootsTemplateWithItsOwnDatabase() {
        injecting
                .withPropertyValues("pools.mongo.sessions.uri=" + first.uri("app"))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean("mongo");
                    assertThat(context).hasSingleBean(MongoClient.class);
                    assertThat(context).hasBean("mongoTemplate").hasBean("sessionsMongoTemplate");
                    MongoTemplate boots = context.getBean("mongoTemplate", MongoTemplate.class);
                    assertThat(boots.getDb().getName()).isEqualTo("app");
                    assertThat(whereIs(boots)).isEqualTo("first");
                    assertThat(context.getBean(MongoClient.class))
                            .isSameAs(context.getBean("sessionsMongoClient"))
                            .isSameAs(context.getBean(MongoPool.class).client());
                    assertThat(context.getBean(Injected.class).template()).isSameAs(boots);
                });
    }

    @Test
    void theDatabaseKeyBeatsTheOneInTheConnectionString() {
        runner.withPropertyValues("pools.mongo.sessions.uri=" + first.uri("app"), "pools.mongo.sessions.database=other")
                .run(context -> {
                    assertThat(context.getBean(MongoDatabaseFactory.class)
                                    .getMongoDatabase()
                                    .getName())
                            .isEqualTo("other");
                    assertThat(context.getBean(MongoPool.class).target()).isEqualTo(first.uri("other"));
                });
    }

    @Test
    void eachQualifierReachesItsOwnServer() {
        runner.withPropertyValues(
                        "pools.mongo.sessions.uri=" + first.uri("app"),
                        "pools.mongo.sessions.primary=true",
                        "pools.mongo.archive.uri=" + second.uri("app"))
                .withUserConfiguration(TwoClients.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean("mongo");
                    TwoClients.Both both = context.getBean(TwoClients.Both.class);
                    assertThat(whereIs(both.sessions())).isEqualTo("first");
                    assertThat(whereIs(both.archive())).isEqualTo("second");
                    assertThat(whereIs(both.sessionsTemplate())).isEqualTo("first");
                    assertThat(whereIs(both.archiveTemplate())).isEqualTo("second");
                    assertThat(whereIs(both.unqualified())).isEqualTo("first");
                    assertThat(whereIs(context.getBean("mongoTemplate", MongoTemplate.class)))
                            .isEqualTo("first");
                    assertThat(context.getBeansOfType(Pool.class))
                            .containsOnlyKeys("sessionsMongoPool", "archiveMongoPool");
                    assertThat(both.archivePool().name()).isEqualTo("archive");
                });
    }

    @Test
    void bootsOwnClientStaysBesideNamedOnes() {
        injecting
                .withPropertyValues(
                        "spring.mongodb.uri=" + first.uri("app"), "pools.mongo.archive.uri=" + second.uri("app"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasBean("mongo").hasBean("archiveMongoClient");
                    assertThat(whereIs(context.getBean(Injected.class).client()))
                            .isEqualTo("first");
                    assertThat(whereIs(context.getBean(Injected.class).template()))
                            .isEqualTo("first");
                    assertThat(whereIs(qualified(context, MongoClient.class, "archive")))
                            .isEqualTo("second");
                    assertThat(whereIs(qualified(context, MongoTemplate.class, "archive")))
                            .isEqualTo("second");
                });
    }

    @Test
    void aClientOfTheApplicationStaysBesideNamedOnes() {
        injecting
                .withUserConfiguration(OwnClient.class)
                .withPropertyValues("pools.mongo.archive.uri=" + second.uri("app"))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean("mongo");
                    assertThat(whereIs(context.getBean(Injected.class).client()))
                            .isEqualTo("first");
                    assertThat(whereIs(qualified(context, MongoClient.class, "archive")))
                            .isEqualTo("second");
                });
    }

    @Test
    void connectionDetailsOfTheApplicationLeadBootsClient() {
        injecting
                .withUserConfiguration(OwnDetails.class)
                .withPropertyValues("pools.mongo.archive.uri=" + second.uri("app"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasBean("mongo");
                    assertThat(whereIs(context.getBean(Injected.class).client()))
                            .isEqualTo("first");
                });
    }

    @Test
    void connectionDetailsWithTheNameOfAClientBeatItsUri() {
        injecting
                .withUserConfiguration(DetailsOfArchive.class)
                .withPropertyValues("pools.mongo.archive.uri=mongodb://elsewhere.invalid/none")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean("mongo");
                    assertThat(whereIs(context.getBean(Injected.class).client()))
                            .isEqualTo("second");
                    assertThat(context.getBean(MongoPool.class).target()).isEqualTo(second.uri("app"));
                });
    }

    @Test
    void withoutSpringDataThereAreClientsAndNoTemplates() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.data"))
                .withPropertyValues("pools.mongo.sessions.uri=" + first.uri("app"))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean("mongo");
                    assertThat(context).hasSingleBean(MongoClient.class);
                    assertThat(context).doesNotHaveBean("sessionsMongoTemplate");
                    assertThat(context).doesNotHaveBean("namedMongoTemplates");
                    assertThat(whereIs(context.getBean(MongoClient.class))).isEqualTo("first");
                });
    }

    @Test
    void withoutTheDriverThereIsNothing() {
        runner.withClassLoader(new FilteredClassLoader("com.mongodb", "org.springframework.data"))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(NamedMongoPoolsAutoConfiguration.class);
                    assertThat(context).doesNotHaveBean(UnnamedMongoClientsAutoConfiguration.class);
                    assertThat(context).doesNotHaveBean(Pool.class);
                });
    }

    @Test
    void withoutHealthThereAreClients() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .withPropertyValues("pools.mongo.sessions.uri=" + first.uri("app"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Pool.class));
    }

    @Test
    void nothingIsMadeWhenPoolsAreDisabled() {
        runner.withPropertyValues(
                        "pools.enabled=false",
                        "pools.mongo.sessions.uri=" + first.uri("app"),
                        "spring.mongodb.uri=" + second.uri("app"))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(Pool.class);
                    assertThat(context).hasSingleBean(MongoClient.class).hasBean("mongo");
                });
    }

    @Test
    void filesAndTransactionsOfEachClientAreReachedByItsQualifier() {
        runner.withPropertyValues(
                        "pools.mongo.sessions.uri=" + first.uri("app"),
                        "pools.mongo.sessions.primary=true",
                        "pools.mongo.archive.uri=" + second.uri("app"))
                .run(context -> {
                    ObjectId file = context.getBean("archiveGridFsTemplate", GridFsTemplate.class)
                            .store(new ByteArrayInputStream(new byte[] {1, 2, 3}), "three-bytes");
                    assertThat(filesOf(context.getBean("archiveMongoClient", MongoClient.class)))
                            .containsExactly(file);
                    assertThat(filesOf(context.getBean("sessionsMongoClient", MongoClient.class)))
                            .isEmpty();
                    assertThat(context.getBean("archiveMongoTransactionManager", MongoTransactionManager.class)
                                    .getDatabaseFactory())
                            .isSameAs(context.getBean("archiveMongoDatabaseFactory"));
                    assertThat(context.getBeanProvider(TransactionManager.class).getIfUnique())
                            .as("no transaction manager serves who names none")
                            .isNull();
                });
    }

    private static List<ObjectId> filesOf(MongoClient client) {
        List<ObjectId> files = new ArrayList<>();
        client.getDatabase("app")
                .getCollection("fs.files")
                .find()
                .forEach(document -> files.add(document.getObjectId("_id")));
        return files;
    }

    @Test
    void aCustomizerWithAQualifierIsForThatClientAlone() {
        runner.withPropertyValues(
                        "pools.mongo.sessions.uri=" + first.uri("app"),
                        "pools.mongo.sessions.primary=true",
                        "pools.mongo.archive.uri=" + second.uri("app"))
                .withUserConfiguration(Customizers.class)
                .run(context -> {
                    MongoPool sessions = context.getBean("sessionsMongoPool", MongoPool.class);
                    MongoPool archive = context.getBean("archiveMongoPool", MongoPool.class);
                    assertThat(sessions.snapshot().max()).isEqualTo(50);
                    assertThat(archive.snapshot().max()).isEqualTo(7);
                    assertThat(archive.settings().origin("max-size")).hasValue("customizer of the application");
                    assertThat(List.of(sessions, archive))
                            .allSatisfy(pool -> assertThat(pool.settings().origin("retry-reads"))
                                    .hasValue("customizer of the application"));
                });
    }

    @Test
    void twoClientsOfOneTargetAreNamedToEachOther() {
        runner.withPropertyValues(
                        "pools.mongo.sessions.uri=" + first.uri("app"),
                        "pools.mongo.sessions.primary=true",
                        "pools.mongo.copy.uri=" + first.uri("other"),
                        "pools.mongo.archive.uri=" + second.uri("app"))
                .run(context -> {
                    assertThat(context.getBean("sessionsMongoPool", MongoPool.class)
                                    .notices())
                            .singleElement()
                            .satisfies(notice -> {
                                assertThat(notice.code()).isEqualTo("duplicate-client");
                                assertThat(notice.evidence()).containsEntry("sameTarget", List.of("copy"));
                                assertThat(String.valueOf(notice.evidence().get("process")))
                                        .startsWith("up to 156 connections from this process (");
                            });
                    assertThat(context.getBean("archiveMongoPool", MongoPool.class)
                                    .notices())
                            .isEmpty();
                });
    }

    @Test
    void veryManyPossibleConnectionsAreNoticed() {
        runner.withPropertyValues("pools.mongo.sessions.uri=" + first.uri("app"), "pools.mongo.sessions.max-size=1000")
                .run(context -> assertThat(context.getBean(MongoPool.class).notices())
                        .singleElement()
                        .satisfies(notice -> {
                            assertThat(notice.code()).isEqualTo("many-connections");
                            assertThat(notice.evidence()).containsEntry("connectionsUpTo", 1_002L);
                        }));
    }

    @Test
    void heartbeatsAreOftenEnoughToNoticeADeadServerWithinTheInterval() {
        runner.withPropertyValues(
                        "pools.mongo.sessions.uri=" + first.uri("app"),
                        "pools.mongo.sessions.primary=true",
                        "pools.mongo.own.uri=" + second.uri("app") + "?heartbeatFrequencyMS=7000",
                        "pools.health.interval=6s")
                .run(context -> {
                    assertThat(heartbeatMillis(context.getBean("sessionsMongoClient", MongoClient.class)))
                            .isEqualTo(3_000);
                    assertThat(heartbeatMillis(context.getBean("ownMongoClient", MongoClient.class)))
                            .isEqualTo(7_000);
                });
    }

    private static long heartbeatMillis(MongoClient client) {
        return client.getClusterDescription().getServerSettings().getHeartbeatFrequency(TimeUnit.MILLISECONDS);
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        MongoClientSettingsBuilderCustomizer forAll() {
            return builder -> builder.retryReads(false);
        }

        @Bean(defaultCandidate = false)
        @Qualifier("archive")
        MongoClientSettingsBuilderCustomizer forTheArchive() {
            return builder -> builder.applyToConnectionPoolSettings(
                    pool -> pool.minSize(1).maxSize(7));
        }
    }

    @Test
    void closingTheContextClosesTheClients() {
        MongoPool[] pool = new MongoPool[1];
        runner.withPropertyValues("pools.mongo.sessions.uri=" + first.uri("app"))
                .run(context -> {
                    pool[0] = context.getBean(MongoPool.class);
                    whereIs(pool[0].client());
                    assertThat(pool[0].snapshot().size()).isPositive();
                });
        // A connection that was being opened meanwhile is closed as soon as it is open.
        await().untilAsserted(() -> assertThat(pool[0].sections()).containsEntry("servers", Map.of()));
        assertThat(pool[0].snapshot().size()).isZero();
    }

    static String whereIs(MongoClient client) {
        Document document =
                client.getDatabase("app").getCollection("places").find().first();
        return (document != null) ? document.getString("name") : "nowhere";
    }

    static String whereIs(MongoTemplate template) {
        List<Document> documents = template.findAll(Document.class, "places");
        return documents.isEmpty() ? "nowhere" : documents.get(0).getString("name");
    }

    private static <T> T qualified(ApplicationContext context, Class<T> type, String name) {
        return BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getAutowireCapableBeanFactory(), type, name);
    }

    private static void seed(WireServer server, String name) {
        try (MongoClient client = MongoClients.create(server.uri("app"))) {
            client.getDatabase("app").getCollection("places").insertOne(new Document("name", name));
        }
    }

    /** What a bean without qualifiers gets. */
    record Injected(MongoClient client, MongoTemplate template) {}

    @Configuration(proxyBeanMethods = false)
    static class InjectedConfiguration {

        @Bean
        Injected injected(MongoClient client, MongoTemplate template) {
            return new Injected(client, template);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoClients {

        @Bean
        Both both(
                @Qualifier("sessions") MongoClient sessions,
                @Qualifier("archive") MongoClient archive,
                @Qualifier("sessions") MongoTemplate sessionsTemplate,
                @Qualifier("archive") MongoTemplate archiveTemplate,
                MongoClient unqualified,
                @Qualifier("archive") Pool archivePool) {
            return new Both(sessions, archive, sessionsTemplate, archiveTemplate, unqualified, archivePool);
        }

        record Both(
                MongoClient sessions,
                MongoClient archive,
                MongoTemplate sessionsTemplate,
                MongoTemplate archiveTemplate,
                MongoClient unqualified,
                Pool archivePool) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnClient {

        @Bean
        MongoClient ownClient() {
            return MongoClients.create(first.uri("app"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDetails {

        @Bean
        MongoConnectionDetails ownDetails() {
            return () -> new ConnectionString(first.uri("app"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DetailsOfArchive {

        @Bean(defaultCandidate = false)
        @Qualifier("archive")
        MongoConnectionDetails containerDetails() {
            return () -> new ConnectionString(second.uri("app"));
        }
    }
}
