/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;

/** On the server whose connection string stands in the environment variable {@code POOLS_TEST_MONGODB_URI}. */
class GivenMongoServerTests extends MongoServerContract {

    private static final @Nullable String GIVEN = System.getenv("POOLS_TEST_MONGODB_URI");

    @BeforeAll
    static void requireServer() {
        assumeThat(GIVEN)
                .as("POOLS_TEST_MONGODB_URI is not set: no server of one's own is tested here")
                .isNotNull();
    }

    @Override
    String uri() {
        return Objects.requireNonNull(GIVEN);
    }
}
