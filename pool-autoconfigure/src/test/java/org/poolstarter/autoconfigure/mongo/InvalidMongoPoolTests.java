/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.NestedExceptionUtils;

@ExtendWith(OutputCaptureExtension.class)
class InvalidMongoPoolTests {

    private static final String NOWHERE = "mongodb://127.0.0.1:1/app";

    @Test
    void aMissingUriIsNamed() {
        fails(
                (problem, remedy) -> {
                    assertThat(problem).startsWith("pools.mongo.sessions.uri is missing");
                    assertThat(remedy).contains("mongodb://localhost:27017/sessions");
                },
                "pools.mongo.sessions.max-size=3");
    }

    @Test
    void aBadUriWithoutUserTellsWhatTheDriverSays() {
        fails(
                (problem, remedy) -> assertThat(problem)
                        .startsWith("pools.mongo.sessions.uri is not a connection string of MongoDB: ")
                        .contains("mongodb://"),
                "pools.mongo.sessions.uri=postgres://localhost/app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://app:s3cr/et@localhost/app",
                "mongodb://app:s3cr@et@localhost/app",
                "mongodb://app:s3cret@localhost:port/app",
                "mongodb://app:s3cr:et@localhost/app?w=x&maxPoolSize=s3cret"
            })
    void aBadUriDoesNotPrintThePassword(String uri, CapturedOutput output) {
        fails(
                (problem, remedy) -> {
                    assertThat(problem).isEqualTo("pools.mongo.sessions.uri is not a connection string of MongoDB");
                    assertThat(remedy).contains("percent code");
                },
                "pools.mongo.sessions.uri=" + uri);
        assertThat(output.getAll()).doesNotContain("s3cr");
    }

    @Test
    void aMinimumAboveTheMaximumNamesBothAndWhereTheyComeFrom() {
        fails(
                (problem, remedy) -> {
                    assertThat(problem).isEqualTo("pools.mongo.sessions.min-idle must be at most max-size=4 but is 5");
                    assertThat(remedy)
                            .contains("min-idle=5 comes from pools.mongo.sessions.min-idle")
                            .contains("max-size=4 comes from pools.mongo.sessions.uri");
                },
                "pools.mongo.sessions.uri=" + NOWHERE + "?maxPoolSize=4",
                "pools.mongo.sessions.min-idle=5");
    }

    @Test
    void aPoolWithoutBoundIsRefused() {
        fails(
                (problem, remedy) ->
                        assertThat(problem).isEqualTo("pools.mongo.sessions.max-size must be at least 1 but is 0"),
                "pools.mongo.sessions.uri=" + NOWHERE + "?maxPoolSize=0");
    }

    @Test
    void aTimeThatTheDriverWouldTakeForNoLimitIsRefused() {
        fails(
                (problem, remedy) -> assertThat(problem)
                        .startsWith("pools.mongo.sessions.acquire-timeout must be between 1ms and 24 days but is"),
                "pools.mongo.sessions.uri=" + NOWHERE,
                "pools.mongo.sessions.acquire-timeout=0");
    }

    @Test
    void aJournalWithoutAcknowledgementIsRefused() {
        fails(
                (problem, remedy) -> assertThat(problem)
                        .isEqualTo("pools.mongo.sessions.journal must be false where write-concern=0 but is true"),
                "pools.mongo.sessions.uri=" + NOWHERE,
                "pools.mongo.sessions.write-concern=0",
                "pools.mongo.sessions.journal=true");
    }

    @Test
    void aConnectionStringAndAHostTogetherAreRefused() {
        fails(
                (problem, remedy) -> {
                    assertThat(problem)
                            .isEqualTo("pools.mongo.sessions.uri is set together with pools.mongo.sessions.host,"
                                    + " pools.mongo.sessions.password");
                    assertThat(remedy)
                            .isEqualTo("Keep the connection string and put these into it, or remove"
                                    + " pools.mongo.sessions.uri and use pools.mongo.sessions.host.");
                },
                "pools.mongo.sessions.uri=" + NOWHERE,
                "pools.mongo.sessions.host=db1",
                "pools.mongo.sessions.password=s3cret");
    }

    @Test
    void aPasswordWithoutAHostIsRefused() {
        fails(
                (problem, remedy) -> assertThat(problem)
                        .isEqualTo("pools.mongo.sessions.password is set without pools.mongo.sessions.host"),
                "pools.mongo.sessions.password=s3cret");
    }

    @ParameterizedTest
    @CsvSource({"username, password", "password, username"})
    void aUserAndItsPasswordGoTogether(String present, String missing) {
        fails(
                (problem, remedy) -> assertThat(problem)
                        .isEqualTo("pools.mongo.sessions.%s is set without pools.mongo.sessions.%s"
                                .formatted(present, missing)),
                "pools.mongo.sessions.host=db1",
                "pools.mongo.sessions.%s=s3cret".formatted(present));
    }

    @Test
    void aHostThatIsNoneIsNamedWithoutThePassword() {
        fails(
                (problem, remedy) -> {
                    assertThat(problem).isEqualTo("pools.mongo.sessions.host is not a list of servers");
                    assertThat(remedy).isEqualTo("Write name or name:port, with commas between several.");
                },
                "pools.mongo.sessions.host=db1:port",
                "pools.mongo.sessions.username=app",
                "pools.mongo.sessions.password=s3cret");
    }

    @ParameterizedTest
    @CsvSource({"snappy, org.xerial.snappy:snappy-java", "zstd, com.github.luben:zstd-jni"})
    void aCompressorWithoutItsLibraryIsRefused(String compressor, String artifact) {
        BiConsumer<String, String> expectation = (problem, remedy) -> {
            assertThat(problem)
                    .isEqualTo("pools.mongo.sessions.compressors has %s, and %s is not on the class path"
                            .formatted(compressor, artifact));
            assertThat(remedy).startsWith("Add the dependency " + artifact + ", or take " + compressor);
        };
        fails(
                expectation.andThen((problem, remedy) ->
                        assertThat(remedy).endsWith("they come from pools.mongo.sessions.compressors.")),
                "pools.mongo.sessions.uri=" + NOWHERE,
                "pools.mongo.sessions.compressors=zlib," + compressor);
        fails(
                expectation.andThen(
                        (problem, remedy) -> assertThat(remedy).endsWith("they come from pools.mongo.sessions.uri.")),
                "pools.mongo.sessions.uri=" + NOWHERE + "?compressors=" + compressor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acquire-timeout", "socket-timeout", "write-concern-timeout"})
    void aTimeoutOfAStepBesideThatOfTheWholeOperationIsRefused(String key) {
        fails(
                (problem, remedy) -> {
                    assertThat(problem)
                            .isEqualTo("pools.mongo.sessions.%s must be absent where timeout is set".formatted(key));
                    assertThat(remedy).contains("timeout=5s comes from pools.mongo.sessions.timeout");
                },
                "pools.mongo.sessions.uri=" + NOWHERE,
                "pools.mongo.sessions.timeout=5s",
                "pools.mongo.sessions." + key + "=2s");
    }

    @Test
    void aStalenessThatTheDriverWouldRefuseAtEachReadIsRefused() {
        fails(
                (problem, remedy) -> assertThat(problem)
                        .isEqualTo("pools.mongo.sessions.max-staleness must be at least 90s but is 30s"),
                "pools.mongo.sessions.uri=" + NOWHERE,
                "pools.mongo.sessions.read-preference=secondary",
                "pools.mongo.sessions.max-staleness=30s");
        fails(
                (problem, remedy) -> assertThat(problem)
                        .isEqualTo(
                                "pools.mongo.sessions.max-staleness must be absent where read-preference is primary"),
                "pools.mongo.sessions.uri=" + NOWHERE,
                "pools.mongo.sessions.max-staleness=2m");
    }

    @Test
    void twoClientsWithoutAPrimaryAreRefused() {
        fails(
                (problem, remedy) -> {
                    assertThat(problem).isEqualTo("None of the pools under pools.mongo is primary: a, b");
                    assertThat(remedy).isEqualTo("Set one of pools.mongo.a.primary, pools.mongo.b.primary to true.");
                },
                "pools.mongo.b.uri=" + NOWHERE,
                "pools.mongo.a.uri=" + NOWHERE);
    }

    @Test
    void twoPrimariesAreRefused() {
        fails(
                (problem, remedy) -> assertThat(problem)
                        .isEqualTo(
                                "pools.mongo.a.primary, pools.mongo.b.primary are all true: only one pool can be primary"),
                "pools.mongo.a.uri=" + NOWHERE,
                "pools.mongo.a.primary=true",
                "pools.mongo.b.uri=" + NOWHERE,
                "pools.mongo.b.primary=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mongo", "dataSource"})
    void namesOfBootsBeansAreReserved(String name) {
        fails(
                (problem, remedy) ->
                        assertThat(problem).startsWith("pools.mongo." + name).contains("reserved"),
                "pools.mongo." + name + ".uri=" + NOWHERE);
    }

    @Test
    void aServerThatDoesNotAnswerDoesNotStopTheStart() {
        MongoContexts.runner()
                .withPropertyValues("pools.mongo.sessions.uri=" + NOWHERE)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(MongoPool.class).snapshot().size())
                            .isZero();
                });
    }

    @Test
    void aServerThatDoesNotAnswerStopsTheStartOfAPoolThatFailsFast(CapturedOutput output) {
        fails(
                (problem, remedy) -> {
                    assertThat(problem)
                            .startsWith("pools.mongo.sessions.fail-fast=true and no server of"
                                    + " mongodb://127.0.0.1:1/app answered within 300 ms: ");
                    assertThat(remedy).contains("pools.mongo.sessions.fail-fast=false");
                },
                "pools.mongo.sessions.uri=mongodb://app:s3cret@127.0.0.1:1/app?authSource=admin",
                "pools.mongo.sessions.server-selection-timeout=300ms",
                "pools.mongo.sessions.fail-fast=true");
        assertThat(output.getAll()).doesNotContain("s3cret");
    }

    @Test
    void aServerThatAnswersLetsAPoolThatFailsFastStart() {
        try (WireServer server = WireServer.start()) {
            MongoContexts.runner()
                    .withPropertyValues(
                            "pools.mongo.sessions.uri=" + server.uri("app"), "pools.mongo.sessions.fail-fast=true")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(server.received("ping")).isEqualTo(1);
                    });
        }
    }

    @Test
    void noTextOfAPoolHoldsThePassword(CapturedOutput output) {
        MongoContexts.runner()
                .withPropertyValues(
                        "pools.mongo.sessions.uri=mongodb://app:s3cret@127.0.0.1:1/app?authSource=admin",
                        "logging.level.org.mongodb.driver=debug")
                .run(context -> {
                    MongoPool pool = context.getBean(MongoPool.class);
                    assertThat(pool.toString()
                                    + pool.target()
                                    + pool.settings()
                                    + pool.sections()
                                    + pool.snapshot()
                                    + context.getBeanFactory().getMergedBeanDefinition("sessionsMongoPool"))
                            .doesNotContain("s3cret");
                });
        assertThat(output.getAll()).doesNotContain("s3cret");
    }

    private static void fails(BiConsumer<String, String> expectation, String... properties) {
        MongoContexts.runner().withPropertyValues(properties).run(context -> {
            assertThat(context).hasFailed();
            Throwable root =
                    NestedExceptionUtils.getMostSpecificCause(Objects.requireNonNull(context.getStartupFailure()));
            assertThat(root).isInstanceOf(InvalidPoolConfigurationException.class);
            InvalidPoolConfigurationException failure = (InvalidPoolConfigurationException) root;
            expectation.accept(String.valueOf(failure.getMessage()), failure.remedy());
        });
    }
}
