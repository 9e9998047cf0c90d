/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.docs.twoclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.client.MongoClient;
import com.mongodb.client.gridfs.GridFSBuckets;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.docs.twoclients.archive.Archived;
import org.poolstarter.docs.twoclients.archive.ArchivedRepository;
import org.poolstarter.docs.twoclients.session.Session;
import org.poolstarter.docs.twoclients.session.SessionRepository;
import org.poolstarter.mongo.WireServer;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.gridfs.GridFsTemplate;

/** The two clients of docs/mongodb.md, as they stand there: the page takes its snippets from this package. */
class TwoClientsTests {

    private final WireServer sessions = WireServer.startReplicaSet();
    private final WireServer archive = WireServer.startReplicaSet();
    private ConfigurableApplicationContext application;

    @BeforeEach
    void start() {
        application = run(
                "--pools.mongo.sessions.uri=" + sessions.uri("app"),
                "--pools.mongo.sessions.primary=true",
                "--pools.mongo.archive.host=" + archive.address(),
                "--pools.mongo.archive.database=app");
    }

    @AfterEach
    void stop() {
        application.close();
        sessions.close();
        archive.close();
    }

    @Test
    void theConfigurationStartsAndLeadsToBoth() {
        try (ConfigurableApplicationContext asWritten = run(
                "--spring.config.additional-location=classpath:org/poolstarter/docs/twoclients/two-clients.yml",
                "--ARCHIVE_PASSWORD=hunter2")) {
            assertThat(asWritten.getBean(Pools.class).all())
                    .extracting(Pool::name, Pool::target)
                    .contains(
                            tuple("archive", "mongodb://archive1,archive2/archive"),
                            tuple("sessions", "mongodb://db1,db2,db3/sessions"));
        }
    }

    @Test
    void eachRepositoryLeadsToTheClientOfItsTemplate() {
        application.getBean(SessionRepository.class).insert(new Session("one"));
        application.getBean(ArchivedRepository.class).insert(new Archived("two"));

        assertThat(ids("sessions", "session")).containsExactly("one");
        assertThat(ids("archive", "archived")).containsExactly("two");
        assertThat(ids("sessions", "archived")).isEmpty();
        assertThat(ids("archive", "session")).isEmpty();
    }

    @Test
    void aTransactionIsOneOfTheClientThatItNames() {
        application.getBean(ArchivedRepository.class).insert(new Archived("older"));

        application.getBean(Archive.class).replace(new Archived("older"), new Archived("newer"));

        assertThat(ids("archive", "archived")).containsExactly("newer");
        assertThat(archive.received("commitTransaction")).isEqualTo(1);
        assertThat(sessions.received("commitTransaction")).isZero();
    }

    @Test
    void aTransactionThatFailsIsAborted() {
        ArchivedRepository archived = application.getBean(ArchivedRepository.class);
        archived.insert(new Archived("there"));

        assertThatThrownBy(
                        () -> application.getBean(Archive.class).replace(new Archived("older"), new Archived("there")))
                .isNotNull();

        assertThat(archive.received("abortTransaction")).isEqualTo(1);
        assertThat(archive.received("commitTransaction")).isZero();
    }

    @Test
    void aFileIsKeptBehindTheClientOfItsTemplate() {
        application.getBean(Archive.class).keep("letter", new ByteArrayInputStream(new byte[] {1, 2, 3}));

        assertThat(files("archive")).containsExactly("letter");
        assertThat(files("sessions")).isEmpty();
    }

    @Test
    void whoNamesNoneHasThePrimary() {
        application.getBean(MongoTemplate.class).save(new Document("_id", "mine"), "place");
        application.getBean(GridFsTemplate.class).store(new ByteArrayInputStream(new byte[] {1}), "mine");

        assertThat(ids("sessions", "place")).containsExactly("mine");
        assertThat(files("sessions")).containsExactly("mine");
        assertThat(ids("archive", "place")).isEmpty();
    }

    private List<String> ids(String client, String collection) {
        List<String> ids = new ArrayList<>();
        client(client)
                .getDatabase("app")
                .getCollection(collection)
                .find()
                .forEach(document -> ids.add(document.getString("_id")));
        return ids;
    }

    private List<String> files(String client) {
        List<String> names = new ArrayList<>();
        GridFSBuckets.create(client(client).getDatabase("app")).find().forEach(file -> names.add(file.getFilename()));
        return names;
    }

    private MongoClient client(String name) {
        return application.getBean(name + "MongoClient", MongoClient.class);
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Clients.class, Archive.class})
    static class Application {}
}
