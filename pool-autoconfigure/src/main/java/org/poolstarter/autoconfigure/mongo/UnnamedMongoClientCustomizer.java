/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.MongoClientSettings;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/** The two customizers that are not meant for named clients, which are tuned and watched by themselves. */
interface UnnamedMongoClientCustomizer extends MongoClientSettingsBuilderCustomizer {

    /** Before all others, also those that an application orders highest. */
    record Tuning(UnnamedMongoClients clients) implements UnnamedMongoClientCustomizer, PriorityOrdered {

        @Override
        public void customize(MongoClientSettings.Builder builder) {
            clients.tune(builder);
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }

    /** After all others. */
    record Watching(UnnamedMongoClients clients) implements UnnamedMongoClientCustomizer, Ordered {

        @Override
        public void customize(MongoClientSettings.Builder builder) {
            clients.watch(builder);
        }

        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }
    }
}
