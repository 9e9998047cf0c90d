/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the driver is really given. No server is needed: a client connects in the background. */
class EffectiveMongoSettingsTests {

    private static final String NOWHERE = "mongodb://127.0.0.1:1/app";

    private final AtomicReference<@Nullable MongoClientSettings> seen = new AtomicReference<>();

    /** Of the application: sees the settings after all of ours. */
    private final MongoClientSettingsBuilderCustomizer spy = builder -> seen.set(builder.build());

    private final ApplicationContextRunner runner =
            MongoContexts.runner().withBean("spy", MongoClientSettingsBuilderCustomizer.class, () -> spy);

    /** The table of the built-in profiles, by hand. */
    static Stream<Row> profiles() {
        return Stream.of(
                new Row("small", 2, 20, 3_000, 600_000, WriteConcern.ACKNOWLEDGED),
                new Row("medium", 10, 50, 5_000, 600_000, WriteConcern.ACKNOWLEDGED),
                new Row("large", 50, 200, 5_000, 600_000, WriteConcern.ACKNOWLEDGED),
                new Row("development", 2, 10, 3_000, 600_000, WriteConcern.ACKNOWLEDGED),
                new Row("constrained", 5, 20, 3_000, 30_000, WriteConcern.ACKNOWLEDGED),
                new Row("high-availability", 100, 300, 5_000, 600_000, WriteConcern.MAJORITY.withJournal(true)));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void everyValueOfAProfileReachesTheDriver(Row row) {
        runner.withPropertyValues(
                        "pools.mongo.sessions.uri=" + NOWHERE, "pools.mongo.sessions.profile=" + row.profile())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    MongoClientSettings settings = effective();
                    assertThat(settings.getConnectionPoolSettings().getMinSize())
                            .isEqualTo(row.min());
                    assertThat(settings.getConnectionPoolSettings().getMaxSize())
                            .isEqualTo(row.max());
                    assertThat(settings.getConnectionPoolSettings().getMaxConnecting())
                            .isEqualTo(2);
                    assertThat(settings.getConnectionPoolSettings().getMaxWaitTime(MILLISECONDS))
                            .isEqualTo(row.acquire());
                    assertThat(settings.getConnectionPoolSettings().getMaxConnectionIdleTime(MILLISECONDS))
                            .isEqualTo(row.idle());
                    assertThat(settings.getConnectionPoolSettings().getMaxConnectionLifeTime(MILLISECONDS))
                            .isZero();
                    assertThat(settings.getClusterSettings().getServerSelectionTimeout(MILLISECONDS))
                            .isEqualTo(5_000);
                    assertThat(settings.getSocketSettings().getConnectTimeout(MILLISECONDS))
                            .isEqualTo(10_000);
                    assertThat(settings.getSocketSettings().getReadTimeout(MILLISECONDS))
                            .isEqualTo(30_000);
                    assertThat(settings.getRetryReads()).isTrue();
                    assertThat(settings.getRetryWrites()).isTrue();
                    assertThat(settings.getWriteConcern()).isEqualTo(row.writeConcern());
                    assertThat(settings.getApplicationName()).isEqualTo("sessions");
                    assertThat(settings.getUuidRepresentation()).isEqualTo(UuidRepresentation.UNSPECIFIED);
                });
    }

    @Test
    void anOwnKeyBeatsTheConnectionStringWhichBeatsTheProfile() {
        runner.withPropertyValues(
                        "pools.mongo.sessions.uri=" + NOWHERE
                                + "?maxPoolSize=30&minPoolSize=3&waitQueueTimeoutMS=1500&retryReads=false&w=1&appName=mine",
                        "pools.mongo.sessions.profile=high-availability",
                        "pools.mongo.sessions.max-size=40")
                .run(context -> {
                    MongoClientSettings settings = effective();
                    assertThat(settings.getConnectionPoolSettings().getMaxSize())
                            .isEqualTo(40);
                    assertThat(settings.getConnectionPoolSettings().getMinSize())
                            .isEqualTo(3);
                    assertThat(settings.getConnectionPoolSettings().getMaxWaitTime(MILLISECONDS))
                            .isEqualTo(1_500);
                    assertThat(settings.getRetryReads()).isFalse();
                    assertThat(settings.getWriteConcern()).isEqualTo(WriteConcern.W1.withJournal(true));
                    assertThat(settings.getApplicationName()).isEqualTo("mine");
                    assertThat(origins(context.getBean(MongoPool.class)))
                            .containsEntry("max-size", "40 pools.mongo.sessions.max-size")
                            .containsEntry("min-idle", "3 pools.mongo.sessions.uri")
                            .containsEntry("acquire-timeout", "PT1.5S pools.mongo.sessions.uri")
                            .containsEntry("retry-reads", "false pools.mongo.sessions.uri")
                            .containsEntry("retry-writes", "true large")
                            .containsEntry("write-concern", "1 pools.mongo.sessions.uri")
                            .containsEntry("journal", "true high-availability")
                            .containsEntry("idle-timeout", "PT10M large")
                            .containsEntry("max-connecting", "2 default of the driver")
                            .containsEntry("database", "app pools.mongo.sessions.uri");
                });
    }

    @Test
    void aProfileOfTheApplicationInheritsKeyByKeyFromItsBases() {
        runner.withPropertyValues(
                        "pools.profiles.nightly.base=quiet",
                        "pools.profiles.nightly.mongo.max-size=8",
                        "pools.profiles.nightly.mongo.write-concern=majority",
                        "pools.profiles.quiet.base=constrained",
                        "pools.profiles.quiet.mongo.max-size=9",
                        "pools.profiles.quiet.mongo.acquire-timeout=2s",
                        "pools.mongo.sessions.uri=" + NOWHERE,
                        "pools.mongo.sessions.profile=nightly",
                        "pools.mongo.sessions.connect-timeout=4s")
                .run(context -> {
                    MongoClientSettings settings = effective();
                    assertThat(settings.getConnectionPoolSettings().getMaxSize())
                            .isEqualTo(8);
                    assertThat(settings.getConnectionPoolSettings().getMinSize())
                            .isEqualTo(5);
                    assertThat(settings.getConnectionPoolSettings().getMaxWaitTime(MILLISECONDS))
                            .isEqualTo(2_000);
                    assertThat(settings.getConnectionPoolSettings().getMaxConnectionIdleTime(MILLISECONDS))
                            .isEqualTo(30_000);
                    assertThat(settings.getSocketSettings().getConnectTimeout(MILLISECONDS))
                            .isEqualTo(4_000);
                    assertThat(settings.getSocketSettings().getReadTimeout(MILLISECONDS))
                            .isEqualTo(30_000);
                    assertThat(settings.getWriteConcern()).isEqualTo(WriteConcern.MAJORITY);
                    MongoPool pool = context.getBean(MongoPool.class);
                    assertThat(pool.settings().profile()).isEqualTo("nightly");
                    assertThat(origins(pool))
                            .containsEntry("max-size", "8 nightly")
                            .containsEntry("write-concern", "majority nightly")
                            .containsEntry("acquire-timeout", "PT2S quiet")
                            .containsEntry("min-idle", "5 constrained")
                            .containsEntry("idle-timeout", "PT30S constrained")
                            .containsEntry("socket-timeout", "PT30S small")
                            .containsEntry("retry-writes", "true small")
                            .containsEntry("connect-timeout", "PT4S pools.mongo.sessions.connect-timeout");
                });
    }

    @Test
    void zeroMeansNoLimit() {
        runner.withPropertyValues(
                        "pools.mongo.sessions.uri=" + NOWHERE,
                        "pools.mongo.sessions.idle-timeout=0",
                        "pools.mongo.sessions.socket-timeout=0")
                .run(context -> {
                    assertThat(effective().getConnectionPoolSettings().getMaxConnectionIdleTime(MILLISECONDS))
                            .isZero();
                    assertThat(effective().getSocketSettings().getReadTimeout(MILLISECONDS))
                            .isZero();
                });
    }

    @Test
    void aMinimumOfTheProfileIsLoweredToTheMaximum() {
        runner.withPropertyValues("pools.mongo.sessions.uri=" + NOWHERE, "pools.mongo.sessions.max-size=4")
                .run(context -> {
                    assertThat(effective().getConnectionPoolSettings().getMinSize())
                            .isEqualTo(4);
                    assertThat(origins(context.getBean(MongoPool.class)))
                            .containsEntry("min-idle", "4 medium, lowered to max-size");
                });
    }

    @Test
    void whatACustomizerChangesIsShownAsIts() {
        MongoContexts.runner()
                .withBean(
                        MongoClientSettingsBuilderCustomizer.class,
                        () -> builder -> builder.applyToConnectionPoolSettings(pool -> pool.maxSize(77)))
                .withPropertyValues("pools.mongo.sessions.uri=" + NOWHERE)
                .run(context -> {
                    MongoPool pool = context.getBean(MongoPool.class);
                    assertThat(origins(pool)).containsEntry("max-size", "77 customizer of the application");
                    assertThat(pool.snapshot().max()).isEqualTo(77);
                });
    }

    @Test
    void bootsStandardCustomizerDoesNotReachNamedClients() {
        runner.withPropertyValues(
                        "spring.mongodb.uri=mongodb://127.0.0.1:2/boot?maxPoolSize=9",
                        "pools.mongo.sessions.uri=" + NOWHERE)
                .run(context -> {
                    MongoPool pool = context.getBean(MongoPool.class);
                    assertThat(context).hasBean("mongo").hasBean("standardMongoSettingsCustomizer");
                    assertThat(pool.client()
                                    .getClusterDescription()
                                    .getClusterSettings()
                                    .getHosts())
                            .hasToString("[127.0.0.1:1]");
                    assertThat(pool.snapshot().max()).isEqualTo(50);
                });
    }

    private MongoClientSettings effective() {
        return Objects.requireNonNull(seen.get());
    }

    private static Map<String, String> origins(MongoPool pool) {
        return pool.settings().settings().stream()
                .collect(Collectors.toMap(Setting::key, setting -> setting.value() + " " + setting.origin()));
    }

    record Row(String profile, int min, int max, int acquire, int idle, WriteConcern writeConcern) {}
}
