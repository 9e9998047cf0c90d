/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

/**
 * What the console answered in one poll.
 *
 * @param version {@code SHOW VERSION}
 * @param config {@code SHOW CONFIG}
 * @param databases {@code SHOW DATABASES}
 * @param pools {@code SHOW POOLS}
 * @param stats {@code SHOW STATS}
 */
record ConsoleAnswers(Rows version, Rows config, Rows databases, Rows pools, Rows stats) {}
