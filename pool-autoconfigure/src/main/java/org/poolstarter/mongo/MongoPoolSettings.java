/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ConnectionString;
import org.poolstarter.pool.PoolSettings;

/**
 * What a MongoDB client is built from, after own keys, connection string and profile were weighed.
 *
 * @param name the pool's name, also the name under which the server knows the application unless the connection string
 *     has one
 * @param connectionString where the servers are; its options that have a place in this record are overruled by it
 * @param database the database of a template, never empty
 * @param values what the profile, the connection string and own keys set
 * @param display the settings with their origins, for people
 */
public record MongoPoolSettings(
        String name,
        ConnectionString connectionString,
        String database,
        MongoClientValues values,
        PoolSettings display) {

    public MongoPoolSettings {
        if (name.isEmpty() || database.isEmpty()) {
            throw new IllegalArgumentException(
                    (name.isEmpty() ? "name" : "database") + " must have at least 1 character but is empty");
        }
    }

    /** Hosts and database, without user and options. */
    public String target() {
        return (connectionString.isSrvProtocol() ? "mongodb+srv://" : "mongodb://")
                + String.join(",", connectionString.getHosts()) + "/" + database;
    }

    /** Leaves out the connection string, which may hold a password. */
    @Override
    public String toString() {
        return "MongoPoolSettings[name=%s, target=%s, values=%s]".formatted(name, target(), values);
    }
}
