/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCompressor;
import com.mongodb.MongoCredential;
import com.mongodb.ReadPreference;
import com.mongodb.TaggableReadPreference;
import com.mongodb.WriteConcern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.poolstarter.autoconfigure.MongoPoolProperties;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every key of a MongoDB pool, written in YAML and read back from what the client is really built with. */
class MongoKeyReadBackTests {

    private static final String NOWHERE = "mongodb://127.0.0.1:1/app";

    /** What it does is shown where a server is there and where none is. */
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("fail-fast");

    private final AtomicReference<@Nullable MongoClientSettings> seen = new AtomicReference<>();

    private final MongoClientSettingsBuilderCustomizer spy = builder -> seen.set(builder.build());

    static Stream<Key> keys() {
        return Stream.concat(Stream.concat(driverKeys(), Stream.of(COMPRESSORS)), otherKeys());
    }

    /** Keys that stand beside options of a connection string. */
    static Stream<Key> driverKeys() {
        return Stream.of(
                driver(
                        "min-idle",
                        "4",
                        4,
                        "minPoolSize=3",
                        3,
                        client -> client.getConnectionPoolSettings().getMinSize()),
                driver(
                        "max-size",
                        "44",
                        44,
                        "maxPoolSize=30",
                        30,
                        client -> client.getConnectionPoolSettings().getMaxSize()),
                driver(
                        "max-connecting",
                        "5",
                        5,
                        "maxConnecting=3",
                        3,
                        client -> client.getConnectionPoolSettings().getMaxConnecting()),
                driver(
                        "acquire-timeout",
                        "6s",
                        6_000L,
                        "waitQueueTimeoutMS=1500",
                        1_500L,
                        client -> client.getConnectionPoolSettings().getMaxWaitTime(MILLISECONDS)),
                driver(
                        "idle-timeout",
                        "7s",
                        7_000L,
                        "maxIdleTimeMS=1500",
                        1_500L,
                        client -> client.getConnectionPoolSettings().getMaxConnectionIdleTime(MILLISECONDS)),
                driver(
                        "max-lifetime",
                        "8s",
                        8_000L,
                        "maxLifeTimeMS=1500",
                        1_500L,
                        client -> client.getConnectionPoolSettings().getMaxConnectionLifeTime(MILLISECONDS)),
                driver("timeout", "9s", 9_000L, "timeoutMS=1500", 1_500L, client -> client.getTimeout(MILLISECONDS)),
                driver(
                        "server-selection-timeout",
                        "4s",
                        4_000L,
                        "serverSelectionTimeoutMS=1500",
                        1_500L,
                        client -> client.getClusterSettings().getServerSelectionTimeout(MILLISECONDS)),
                driver(
                        "connect-timeout",
                        "3s",
                        3_000,
                        "connectTimeoutMS=1500",
                        1_500,
                        client -> client.getSocketSettings().getConnectTimeout(MILLISECONDS)),
                driver(
                        "socket-timeout",
                        "11s",
                        11_000,
                        "socketTimeoutMS=1500",
                        1_500,
                        client -> client.getSocketSettings().getReadTimeout(MILLISECONDS)),
                driver("retry-reads", "false", false, "retryReads=true", true, MongoClientSettings::getRetryReads),
                driver("retry-writes", "false", false, "retryWrites=true", true, MongoClientSettings::getRetryWrites),
                driver(
                        "write-concern",
                        "majority",
                        WriteConcern.MAJORITY,
                        "w=2",
                        WriteConcern.W2,
                        MongoClientSettings::getWriteConcern),
                driver(
                        "journal",
                        "true",
                        true,
                        "journal=false",
                        false,
                        client -> client.getWriteConcern().getJournal()),
                driver(
                        "write-concern-timeout",
                        "4s",
                        4_000,
                        "wTimeoutMS=1500",
                        1_500,
                        client -> client.getWriteConcern().getWTimeout(MILLISECONDS)),
                driver(
                        "read-concern",
                        "majority",
                        "majority",
                        "readConcernLevel=local",
                        "local",
                        client -> Objects.requireNonNull(client.getReadConcern().getLevel())
                                .getValue()),
                driver(
                        "read-preference",
                        "secondary-preferred",
                        ReadPreference.secondaryPreferred(),
                        "readPreference=nearest",
                        ReadPreference.nearest(),
                        MongoClientSettings::getReadPreference),
                driver(
                        "max-staleness",
                        "2m",
                        120_000L,
                        "readPreference=secondary&maxStalenessSeconds=95",
                        95_000L,
                        client -> ((TaggableReadPreference) client.getReadPreference()).getMaxStaleness(MILLISECONDS)),
                driver(
                        "uuid-representation",
                        "c-sharp-legacy",
                        UuidRepresentation.C_SHARP_LEGACY,
                        "uuidRepresentation=standard",
                        UuidRepresentation.STANDARD,
                        MongoClientSettings::getUuidRepresentation));
    }

    /** Its library is of the JDK; those of the others are not here. */
    private static final Key COMPRESSORS = other(
            "compressors",
            "[zlib]",
            List.of(MongoCompressor.createZlibCompressor()),
            given -> given.client().getCompressorList());

    static Stream<Key> otherKeys() {
        return Stream.of(
                other(
                        "uri",
                        null,
                        "[127.0.0.1:1]",
                        given -> given.client().getClusterSettings().getHosts().toString()),
                other("database", "orders", "orders", given -> given.pool().database()),
                other(
                        "profile",
                        "large",
                        "large",
                        given -> given.pool().settings().profile()),
                other(
                        "primary",
                        "false",
                        false,
                        given -> given.context()
                                .getBeanFactory()
                                .getBeanDefinition("sessionsMongoClient")
                                .isPrimary()),
                other(
                        "ssl-bundle",
                        "servers",
                        true,
                        given -> given.client().getSslSettings().isEnabled()),
                other(
                        "slow-command-threshold",
                        "70ms",
                        Duration.ofMillis(70),
                        given -> given.shown("slow-command-threshold")),
                other("slow-command-values", "true", true, given -> given.shown("slow-command-values")),
                host(
                        "host",
                        "db1,db2:27018",
                        "[db1:27017, db2:27018]",
                        given -> given.client().getClusterSettings().getHosts().toString()),
                host("username", "app", "app", given -> given.credential().getUserName()),
                host(
                        "password",
                        "'p@ss:w/rd %'",
                        "p@ss:w/rd %",
                        given -> String.valueOf(given.credential().getPassword())),
                new Key(
                        "authentication-database",
                        "host: db1",
                        "username: app\n      password: secret",
                        "users",
                        "users",
                        "",
                        "",
                        given -> given.credential().getSource()),
                host(
                        "replica-set",
                        "rs0",
                        "rs0",
                        given -> given.client().getClusterSettings().getRequiredReplicaSetName()));
    }

    @Test
    void everyKeyOfTheMetadataHasAReadBack() throws IOException {
        Set<String> known = keys().map(Key::name).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(SHOWN_ELSEWHERE);
        assertThat(known).isEqualTo(metadata());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyInYamlReachesTheClient(Key key) {
        run(key.yaml(), given -> assertThat(key.readBack().apply(given)).isEqualTo(key.expected()));
    }

    @ParameterizedTest
    @MethodSource("driverKeys")
    void anOptionOfTheConnectionStringBeatsAProfileAndTheEndpointSaysSo(Key key) {
        run(key.yamlOfProfile(), given -> {
            assertThat(key.readBack().apply(given)).isEqualTo(key.inUri());
            assertThat(given.origin(key.name())).isEqualTo("pools.mongo.sessions.uri");
        });
    }

    @ParameterizedTest
    @MethodSource("driverKeys")
    void anOwnKeyBeatsTheConnectionStringAndTheEndpointSaysSo(Key key) {
        run(key.yaml("?" + key.option()), given -> {
            assertThat(key.readBack().apply(given)).isEqualTo(key.expected());
            assertThat(given.origin(key.name())).isEqualTo("pools.mongo.sessions." + key.name());
        });
    }

    @Test
    void aTimeoutOfTheWholeOperationTakesThePlaceOfThoseOfItsSteps() {
        run(
                """
                pools:
                  profile: large
                  mongo:
                    sessions:
                      uri: %s?waitQueueTimeoutMS=1000&wTimeoutMS=1000&socketTimeoutMS=1000
                      timeout: 3s
                """.formatted(NOWHERE),
                given -> assertThat(given.pool().settings().settings())
                        .extracting(Setting::key)
                        .contains("timeout", "server-selection-timeout")
                        .doesNotContain("acquire-timeout", "socket-timeout", "write-concern-timeout"));
    }

    @Test
    void anEmptyThresholdLogsNoCommandAsSlow() {
        run("""
                pools:
                  mongo:
                    sessions:
                      uri: %s
                      slow-command-threshold:
                """.formatted(NOWHERE), given -> {
            assertThat(given.shown("slow-command-threshold")).isEqualTo(Duration.ZERO);
            assertThat(given.origin("slow-command-threshold")).isEqualTo("pools.mongo.sessions.slow-command-threshold");
        });
    }

    @Test
    void theNameOfThePoolIsTheNameThatServersSee() {
        run(otherKeys().findFirst().orElseThrow().yaml(), given -> {
            assertThat(given.client().getApplicationName()).isEqualTo("sessions");
            assertThat(given.origin("app-name")).isEqualTo("name of the pool");
        });
    }

    @Test
    void aLevelOfCompressionInTheConnectionStringIsKept() {
        run(
                COMPRESSORS.yaml("?compressors=zlib&zlibCompressionLevel=9"),
                given -> assertThat(given.client().getCompressorList().get(0).getProperty(MongoCompressor.LEVEL, -1))
                        .isEqualTo(9));
    }

    @Test
    void tagsOfTheConnectionStringStayWhereAKeyChangesTheMode() {
        run(
                """
                pools:
                  mongo:
                    sessions:
                      uri: %s?readPreference=secondary&readPreferenceTags=dc:east
                      read-preference: nearest
                """.formatted(NOWHERE),
                given -> assertThat(given.client().getReadPreference().toString())
                        .contains("nearest", "east"));
    }

    private void run(String yaml, Consumer<Given> check) {
        MongoContexts.runner()
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withBean("spy", MongoClientSettingsBuilderCustomizer.class, () -> spy)
                .withPropertyValues("spring.ssl.bundle.jks.servers.truststore.location=file:"
                        + Path.of(System.getProperty("java.home"), "lib", "security", "cacerts"))
                .withInitializer(context -> {
                    try {
                        new YamlPropertySourceLoader()
                                .load("yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                                .forEach(context.getEnvironment().getPropertySources()::addFirst);
                    } catch (IOException ex) {
                        throw new UncheckedIOException(ex);
                    }
                })
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    check.accept(new Given(context, Objects.requireNonNull(seen.get())));
                });
    }

    private static Set<String> metadata() throws IOException {
        Path file = Path.of(
                "target/classes/META-INF/spring/configuration-metadata", MongoPoolProperties.class.getName() + ".json");
        JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
        return root.path("properties")
                .valueStream()
                .map(property -> property.path("name").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Key driver(
            String name,
            String value,
            Object expected,
            String option,
            Object inUri,
            Function<MongoClientSettings, @Nullable Object> readBack) {
        return new Key(
                name,
                "uri: " + NOWHERE,
                name.equals("max-staleness") ? "read-preference: secondary" : "",
                value,
                expected,
                option,
                inUri,
                given -> readBack.apply(given.client()));
    }

    private static Key other(
            String name, @Nullable String value, Object expected, Function<Given, @Nullable Object> readBack) {
        return new Key(name, "uri: " + NOWHERE, "", value, expected, "", "", readBack);
    }

    private static Key host(String name, String value, Object expected, Function<Given, @Nullable Object> readBack) {
        String beside = switch (name) {
            case "username" -> "password: secret";
            case "password" -> "username: app";
            default -> "";
        };
        return new Key(name, name.equals("host") ? "" : "host: db1", beside, value, expected, "", "", readBack);
    }

    /**
     * A key and what becomes of it.
     *
     * @param target the line that says where the servers are, or nothing
     * @param beside another line that it needs, or nothing
     * @param value as in YAML; null where the target is it
     * @param option the option of a connection string that stands for it
     */
    record Key(
            String name,
            String target,
            String beside,
            @Nullable String value,
            Object expected,
            String option,
            Object inUri,
            Function<Given, @Nullable Object> readBack) {

        String yaml() {
            return yaml("");
        }

        String yaml(String options) {
            return lines(
                    "pools:",
                    "  mongo:",
                    "    sessions:",
                    "      " + target + options,
                    "      " + beside,
                    own("      "));
        }

        /** The value in a profile, the option in the connection string. */
        String yamlOfProfile() {
            return lines(
                    "pools:",
                    "  profile: tuned",
                    "  profiles:",
                    "    tuned:",
                    "      mongo:",
                    "        " + beside,
                    own("        "),
                    "  mongo:",
                    "    sessions:",
                    "      " + target + "?" + option);
        }

        private String own(String indent) {
            return (value != null) ? indent + name + ": " + value : "";
        }

        private static String lines(String... lines) {
            return String.join("\n", lines) + "\n";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A context that has started, and what its client was built with. */
    record Given(AssertableApplicationContext context, MongoClientSettings client) {

        MongoPool pool() {
            return context.getBean(MongoPool.class);
        }

        MongoCredential credential() {
            return Objects.requireNonNull(client.getCredential());
        }

        @Nullable
        String origin(String key) {
            return pool().settings().origin(key).orElse(null);
        }

        @Nullable
        Object shown(String key) {
            return pool().settings().settings().stream()
                    .filter(setting -> setting.key().equals(key))
                    .map(Setting::value)
                    .findFirst()
                    .orElse(null);
        }
    }
}
