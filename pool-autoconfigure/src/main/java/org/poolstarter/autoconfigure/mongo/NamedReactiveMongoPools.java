/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.reactivestreams.client.MongoClient;
import org.poolstarter.mongo.ReactiveMongoPool;
import org.poolstarter.pool.Pools;

/** Makes the reactive client of a name when it is first asked for. */
final class NamedReactiveMongoPools {

    static final String BEAN_NAME = "namedReactiveMongoPools";

    private final NamedMongoPools namedPools;
    private final Pools pools;

    NamedReactiveMongoPools(NamedMongoPools namedPools, Pools pools) {
        this.namedPools = namedPools;
        this.pools = pools;
    }

    /** Bean {@code <name>ReactiveMongoMember}: the pool while it is among the pools of the application. */
    Member member(String name) {
        ReactiveMongoPool pool = namedPools.build(name, ReactiveMongoPool::open);
        try {
            pools.add(pool);
        } catch (IllegalArgumentException ex) {
            pool.close();
            throw ex;
        }
        return new Member(pool, pools);
    }

    /** Bean {@code <name>ReactiveMongoClient}. */
    MongoClient client(Member member) {
        return member.pool().client();
    }

    /**
     * No {@code Pool} by type: the beans of that type are made at the start, and this one only when its client is wanted.
     */
    record Member(ReactiveMongoPool pool, Pools pools) implements AutoCloseable {

        @Override
        public void close() {
            pools.remove(pool);
            pool.close();
        }
    }
}
