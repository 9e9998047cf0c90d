/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

class EmbeddedServersTests {

    private final EmbeddedServers servers = new EmbeddedServers();

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void startOnPortsOfTheirOwnAndStopTogether() {
        servers.start();
        List<Integer> ports;
        try (EmbeddedServers others = new EmbeddedServers()) {
            others.start();
            ports = ports(others.properties()::get);
            assertThat(ports).hasSize(3).allMatch(EmbeddedServersTests::listening);
        }
        assertThat(ports).noneMatch(EmbeddedServersTests::listening);
        assertThat(ports(servers.properties()::get)).allMatch(EmbeddedServersTests::listening);
    }

    @Test
    void doNotStartOnceTheyAreClosed() {
        servers.close();
        assertThatIllegalStateException().isThrownBy(servers::start);
        assertThat(servers.properties()).isEmpty();
    }

    @Test
    void theMongoServerAnswersHello() {
        servers.start();
        try (MongoClient client = MongoClients.create("" + servers.properties().get("collector.mongodb.uri"))) {
            Document greeting = client.getDatabase("admin").runCommand(new Document("hello", 1));
            assertThat(greeting.getBoolean("isWritablePrimary")).isTrue();
        }
    }

    @Test
    void outliveTheBeansThatUseThem() {
        ConfigurableApplicationContext context = application(LastUser.class).run();
        LastUser lastUser = context.getBean(LastUser.class);
        List<Integer> ports = lastUser.ports;
        context.close();
        assertThat(lastUser.sawServersRunning).isTrue();
        assertThat(ports).hasSize(3).noneMatch(EmbeddedServersTests::listening);
    }

    @Test
    void stopWhenABeanCannotBeCreated() {
        SpringApplication application = application(Failing.class);
        List<Integer> ports = rememberPorts(application);
        assertThatException().isThrownBy(application::run).withRootCauseInstanceOf(UnsupportedOperationException.class);
        assertThat(ports).hasSize(3).noneMatch(EmbeddedServersTests::listening);
    }

    @Test
    void stopWhenTheStartFailsBeforeThereAreBeans() {
        SpringApplication application = application(LastUser.class);
        List<Integer> ports = rememberPorts(application);
        application.addInitializers(context -> {
            throw new IllegalStateException("too early");
        });
        assertThatIllegalStateException().isThrownBy(application::run).withMessage("too early");
        assertThat(ports).hasSize(3).noneMatch(EmbeddedServersTests::listening);
    }

    @Test
    void giveWayToWhatIsConfigured() {
        try (var context = application(LastUser.class).run("--collector.postgres.username=other")) {
            assertThat(context.getEnvironment().getProperty("collector.postgres.username"))
                    .isEqualTo("other");
        }
    }

    @Test
    void doNotStartInTheProfileExternal() {
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.getEnvironment().setActiveProfiles("external");
            new EmbeddedServersInitializer().initialize(context);
            assertThat(context.getEnvironment().getPropertySources().contains("embeddedServers"))
                    .isFalse();
        }
    }

    private static SpringApplication application(Class<?> configuration) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setInitializers(List.of(new EmbeddedServersInitializer()));
        return application;
    }

    private static List<Integer> rememberPorts(SpringApplication application) {
        List<Integer> ports = new ArrayList<>();
        application.addInitializers(context -> ports.addAll(ports(context.getEnvironment()::getProperty)));
        return ports;
    }

    private static List<Integer> ports(Function<String, @Nullable Object> properties) {
        return Stream.of("collector.postgres.url", "collector.mongodb.uri", "collector.accounts[0].port")
                .map(key -> String.valueOf(properties.apply(key)))
                .map(value -> value.replaceFirst(".*:(\\d+).*", "$1"))
                .map(Integer::valueOf)
                .toList();
    }

    private static boolean listening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException ex) {
            return false;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Looks for the servers when it is destroyed. */
    @Configuration(proxyBeanMethods = false)
    static class LastUser implements DisposableBean {

        private final List<Integer> ports;
        private boolean sawServersRunning;

        LastUser(Environment environment) {
            this.ports = ports(environment::getProperty);
        }

        @Override
        public void destroy() {
            sawServersRunning = ports.stream().allMatch(EmbeddedServersTests::listening);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Failing {

        Failing() {
            throw new UnsupportedOperationException("cannot be created");
        }
    }
}
