/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

/** The account. Its text is shown to operators, so the key is not in it. */
record Tenant(String id, String key) {

    @Override
    public String toString() {
        return id;
    }
}
