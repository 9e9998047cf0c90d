/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import org.jspecify.annotations.Nullable;

/** A profile: sizes and times for pools of each backend, by which pools are tuned together. */
public final class PoolProfile {

    /** Profile that fills what this one leaves open. */
    private @Nullable String base;

    /** Keys of JDBC pools. */
    private final JdbcTuning jdbc = new JdbcTuning();

    /** Keys of MongoDB clients. */
    private final MongoTuning mongo = new MongoTuning();

    /** Keys of account pools. */
    private final AccountTuning accounts = new AccountTuning();

    public @Nullable String getBase() {
        return this.base;
    }

    public void setBase(@Nullable String base) {
        this.base = base;
    }

    public JdbcTuning getJdbc() {
        return this.jdbc;
    }

    public MongoTuning getMongo() {
        return this.mongo;
    }

    public AccountTuning getAccounts() {
        return this.accounts;
    }
}
