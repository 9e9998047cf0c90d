/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.Reachability;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MongoSslTests {

    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static WireServer server;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException, InterruptedException {
        server = WireServer.startWithTls(identity("server"));
        identity("other");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aBundleWhoseTrustFitsTurnsTlsOn() {
        runner().withPropertyValues("pools.mongo.sessions.ssl-bundle=right").run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(MongoClient.class).listDatabaseNames().first();
            context.getBean(MongoPool.class).probe().check(Duration.ofSeconds(5));
        });
    }

    @Test
    void aBundleThatDoesNotTrustTheServerStartsAndIsDownWithTheReason() {
        runner().withPropertyValues(
                        "pools.mongo.sessions.ssl-bundle=wrong",
                        "pools.mongo.sessions.server-selection-timeout=300ms",
                        "pools.health.interval=2s",
                        "pools.health.timeout=500ms")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    MongoPool pool = context.getBean(MongoPool.class);
                    PoolMonitor monitor = context.getBean(PoolMonitor.class);
                    await().untilAsserted(() -> assertThat(monitor.report(pool)).hasValueSatisfying(report -> {
                        assertThat(report.backend().reachability()).isEqualTo(Reachability.UNREACHABLE);
                        assertThat(report.backend().error())
                                .contains("PKIX path building failed")
                                .doesNotContain(PASSWORD);
                    }));
                });
    }

    @Test
    void anUnknownBundleStopsTheStartAndNamesTheKnownOnes() {
        fails(
                "pools.mongo.sessions.ssl-bundle=rigth names an SSL bundle that does not exist",
                "Use one of right, wrong, or define it under",
                "pools.mongo.sessions.ssl-bundle=rigth");
    }

    @Test
    void aBundleAndAConnectionStringThatTurnsTlsOffContradictEachOther() {
        fails(
                "pools.mongo.sessions.ssl-bundle=right turns TLS on, and the connection string turns it off",
                "Remove tls=false from pools.mongo.sessions.uri",
                "pools.mongo.sessions.ssl-bundle=right",
                "pools.mongo.sessions.uri=" + server.uri("app") + "?tls=false");
    }

    @Test
    void optionsOfABundleThatWouldBeLostStopTheStart() {
        fails(
                "pools.mongo.sessions.ssl-bundle=right has options",
                "Use a bundle without options.",
                "pools.mongo.sessions.ssl-bundle=right",
                "spring.ssl.bundle.jks.right.options.enabled-protocols=TLSv1.3");
    }

    @Test
    void withoutAnyBundlesTheErrorSaysHowToDefineOne() {
        MongoContexts.runner()
                .withPropertyValues(
                        "pools.mongo.sessions.uri=" + server.uri("app"), "pools.mongo.sessions.ssl-bundle=right")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(
                                InvalidPoolConfigurationException.class,
                                failure -> assertThat(failure.remedy())
                                        .startsWith("There is none: define it under spring.ssl.bundle.pem.right")));
    }

    private static ApplicationContextRunner runner() {
        return MongoContexts.runner()
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues(
                        "pools.mongo.sessions.uri=" + server.uri("app"),
                        "spring.ssl.bundle.jks.right.truststore.location="
                                + folder.resolve("server.p12").toUri(),
                        "spring.ssl.bundle.jks.right.truststore.password=" + PASSWORD,
                        "spring.ssl.bundle.jks.wrong.truststore.location="
                                + folder.resolve("other.p12").toUri(),
                        "spring.ssl.bundle.jks.wrong.truststore.password=" + PASSWORD);
    }

    private static void fails(String problem, String remedy, String... properties) {
        runner().withPropertyValues(properties)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidPoolConfigurationException.class, failure -> {
                            assertThat(failure).hasMessageStartingWith(problem);
                            assertThat(failure.remedy()).startsWith(remedy);
                        }));
    }

    /** A key and its certificate in a store of their own; each is also what trusts it. */
    private static KeyStore.PrivateKeyEntry identity(String name)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor()).as("exit code of keytool").isZero();
        // A truststore has certificates, and no key.
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyStore.PrivateKeyEntry entry =
                (KeyStore.PrivateKeyEntry) keys.getEntry(name, new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
        keys.deleteEntry(name);
        keys.setCertificateEntry(name, entry.getCertificate());
        try (OutputStream out = Files.newOutputStream(store)) {
            keys.store(out, PASSWORD.toCharArray());
        }
        return entry;
    }
}
