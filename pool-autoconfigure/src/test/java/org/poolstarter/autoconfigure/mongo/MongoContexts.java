/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Contexts with Boot's MongoDB auto-configurations and ours. */
final class MongoContexts {

    private MongoContexts() {}

    static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        PoolsAutoConfiguration.class,
                        NamedMongoPoolsAutoConfiguration.class,
                        UnnamedMongoClientsAutoConfiguration.class,
                        MongoAutoConfiguration.class,
                        DataMongoAutoConfiguration.class));
    }
}
