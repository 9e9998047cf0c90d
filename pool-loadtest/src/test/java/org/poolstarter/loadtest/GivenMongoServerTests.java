/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transactions, on the server whose connection string stands in the environment variable {@code POOLS_TEST_MONGODB_URI}: the
 * embedded one has none. It has to be of a replica set on this machine.
 */
@Timeout(60)
class GivenMongoServerTests {

    private static final String DATABASE = "pool_loadtest";

    @TempDir
    private Path directory;

    @Test
    void aTransactionWorksAndLeavesNoCollectionBehind() throws Exception {
        String given = System.getenv("POOLS_TEST_MONGODB_URI");
        assumeTrue(given != null, "skipped: POOLS_TEST_MONGODB_URI is not set");
        assumeTrue(hasTransactions(given), "skipped: the server of POOLS_TEST_MONGODB_URI is of no replica set");
        String config = Cli.config(directory, """
                pools:
                  mongo:
                    sessions:
                      uri: %s
                      database: %s
                """.formatted(given, DATABASE));

        Cli.Result result = Cli.run(
                "--config=" + config,
                "--pool=sessions",
                "--operation=transaction",
                "--operations=100",
                "--workers=4",
                "--warm-up=0s",
                "--max-p95=30s",
                "--max-p99=30s");

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        assertThat(result.out()).contains("100.00 %");
        assertThat(collections(given)).isEmpty();
    }

    private static boolean hasTransactions(@Nullable String uri) {
        try (MongoClient client = MongoClients.create(String.valueOf(uri))) {
            return client.getDatabase("admin")
                    .runCommand(new Document("hello", 1))
                    .containsKey("setName");
        }
    }

    private static List<String> collections(@Nullable String uri) {
        try (MongoClient client = MongoClients.create(String.valueOf(uri))) {
            return client.getDatabase(DATABASE).listCollectionNames().into(new ArrayList<>());
        }
    }
}
