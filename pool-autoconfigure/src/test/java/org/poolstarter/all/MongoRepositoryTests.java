/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.poolstarter.mongo.WireServer;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.repository.MongoRepository;
import org.springframework.data.mongodb.repository.config.EnableMongoRepositories;

/** Where the repositories and templates of an application lead, with clients of ours beside Boot's and without. */
class MongoRepositoryTests {

    private static final WireServer first = WireServer.start();
    private static final WireServer second = WireServer.start();

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
    void withBootsClientOnlyEverythingLeadsToIt() {
        try (ConfigurableApplicationContext application = run("--spring.mongodb.uri=" + first.uri("app"))) {
            assertDefaultsLeadTo("first", application);
            assertThat(application.getBeansOfType(MongoClient.class)).containsOnlyKeys("mongo");
        }
    }

    @Test
    void namedClientsBesideBootsChangeNothingForIt() {
        try (ConfigurableApplicationContext application = run(
                "--spring.mongodb.uri=" + first.uri("app"),
                "--pools.mongo.sessions.uri=" + second.uri("app"),
                "--pools.mongo.archive.uri=" + second.uri("app"))) {
            assertDefaultsLeadTo("first", application);
            for (String name : List.of("sessions", "archive")) {
                MongoTemplate named = BeanFactoryAnnotationUtils.qualifiedBeanOfType(
                        application.getBeanFactory(), MongoTemplate.class, name);
                assertThat(name(named)).isEqualTo("second");
            }
        }
    }

    @Test
    void aSingleNamedClientServesInBootsPlace() {
        try (ConfigurableApplicationContext application = run("--pools.mongo.sessions.uri=" + second.uri("app"))) {
            assertDefaultsLeadTo("second", application);
            assertThat(application.containsBean("mongo")).isFalse();
        }
    }

    private static void assertDefaultsLeadTo(String server, ConfigurableApplicationContext application) {
        assertThat(application.getBean(Places.class).findAll())
                .extracting(Place::name)
                .containsExactly(server);
        assertThat(name(application.getBean("mongoTemplate", MongoTemplate.class)))
                .isEqualTo(server);
        Defaults defaults = application.getBean(Defaults.class);
        assertThat(name(defaults.template())).isEqualTo(server);
        assertThat(name(new MongoTemplate(defaults.databaseFactory()))).isEqualTo(server);
        assertThat(name(new MongoTemplate(defaults.client(), "app"))).isEqualTo(server);
        assertThat(defaults.transactionManager().getDatabaseFactory()).isSameAs(defaults.databaseFactory());
    }

    private static String name(MongoTemplate template) {
        return template.findAll(Place.class).get(0).name();
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--server.port=0"));
        all.addAll(List.of(arguments));
        return SpringApplication.run(Application.class, all.toArray(String[]::new));
    }

    private static void seed(WireServer server, String name) {
        try (MongoClient client = MongoClients.create(server.uri("app"))) {
            client.getDatabase("app").getCollection("place").insertOne(new Document("name", name));
        }
    }

    record Place(@Id String id, String name) {}

    interface Places extends MongoRepository<Place, String> {}

    record Defaults(
            MongoClient client,
            MongoTemplate template,
            MongoDatabaseFactory databaseFactory,
            MongoTransactionManager transactionManager) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableMongoRepositories(considerNestedRepositories = true, basePackageClasses = MongoRepositoryTests.class)
    static class Application {

        @Bean
        MongoTransactionManager mongoTransactionManager(MongoDatabaseFactory databaseFactory) {
            return new MongoTransactionManager(databaseFactory);
        }

        @Bean
        Defaults defaults(
                MongoClient client,
                MongoTemplate template,
                MongoDatabaseFactory databaseFactory,
                MongoTransactionManager transactionManager) {
            return new Defaults(client, template, databaseFactory, transactionManager);
        }
    }
}
