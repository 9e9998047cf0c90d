/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;

/** A server whose certificate nobody but the bundle {@code db} trusts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcSslTests {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private Path folder;

    private EmbeddedPostgres server;
    private ApplicationContextRunner runner;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        Path trusted = keyStore("trusted");
        server = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate(trusted).toString())
                .setServerConfig("ssl_key_file", key(trusted).toString())
                .start();
        runner = JdbcContexts.runner()
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues(
                        "pools.jdbc.orders.url=" + server.getJdbcUrl("postgres", "postgres"),
                        "pools.jdbc.orders.acquire-timeout=3s",
                        "pools.jdbc.orders.min-idle=0",
                        "spring.ssl.bundle.jks.db.truststore.location=file:" + trusted,
                        "spring.ssl.bundle.jks.db.truststore.password=changeit",
                        "spring.ssl.bundle.jks.other.truststore.location=file:" + keyStore("other"),
                        "spring.ssl.bundle.jks.other.truststore.password=changeit");
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aServerThatTheBundleTrustsIsReachedByTls() {
        runner.withPropertyValues("pools.jdbc.orders.ssl-bundle=db").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(template(context.getBean(DataSource.class))
                            .queryForObject("select ssl from pg_stat_ssl where pid = pg_backend_pid()", Boolean.class))
                    .isTrue();
        });
    }

    @Test
    void aServerThatTheBundleDoesNotTrustIsRefused() {
        runner.withPropertyValues("pools.jdbc.orders.ssl-bundle=other").run(context -> {
            JdbcTemplate template = template(context.getBean(DataSource.class));
            assertThatExceptionOfType(CannotGetJdbcConnectionException.class)
                    .isThrownBy(() -> template.execute("select 1"))
                    .havingRootCause()
                    .withMessageContaining("unable to find valid certification path");
        });
    }

    @Test
    void aBundleThatDoesNotExistStopsTheStart() {
        runner.withPropertyValues("pools.jdbc.orders.ssl-bundle=nobody")
                .run(context -> assertThat(JdbcContexts.failureOf(context))
                        .hasMessage("pools.jdbc.orders.ssl-bundle=nobody names an SSL bundle that does not exist"));
    }

    @Test
    void anotherDriverStopsTheStart() {
        runner.withPropertyValues("pools.jdbc.orders.ssl-bundle=db", "pools.jdbc.orders.url=jdbc:h2:mem:ssl")
                .run(context -> assertThat(JdbcContexts.failureOf(context))
                        .hasMessage("pools.jdbc.orders.ssl-bundle=db can be used with PostgreSQL only, "
                                + "but the URL is jdbc:h2:mem:ssl"));
    }

    private static JdbcTemplate template(DataSource dataSource) {
        return new JdbcTemplate(dataSource);
    }

    /** A new key with a certificate of its own for localhost; as keytool made it, it is a trust store too. */
    private Path keyStore(String name) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "db",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
        keys.setCertificateEntry("trusted", keys.getCertificate("db"));
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, PASSWORD);
        }
        return file;
    }

    private Path certificate(Path keyStore) throws IOException, GeneralSecurityException {
        return pem(
                "CERTIFICATE",
                KeyStore.getInstance(keyStore.toFile(), PASSWORD)
                        .getCertificate("db")
                        .getEncoded());
    }

    private Path key(Path keyStore) throws IOException, GeneralSecurityException {
        return pem(
                "PRIVATE KEY",
                Objects.requireNonNull(KeyStore.getInstance(keyStore.toFile(), PASSWORD)
                                .getKey("db", PASSWORD))
                        .getEncoded());
    }

    private Path pem(String type, byte[] content) throws IOException {
        Path file = folder.resolve(type.replace(' ', '-') + ".pem");
        Files.writeString(
                file,
                "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
                        .formatted(type, Base64.getMimeEncoder().encodeToString(content)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
