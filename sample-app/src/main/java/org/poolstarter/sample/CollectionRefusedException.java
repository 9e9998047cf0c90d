/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

/** An account was refused a session. The attempt is recorded, and made again with the next round. */
final class CollectionRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient SessionRecord record;

    CollectionRefusedException(SessionRecord record, Throwable cause) {
        super(String.join("; ", record.errors()), cause);
        this.record = record;
    }

    SessionRecord record() {
        return record;
    }
}
