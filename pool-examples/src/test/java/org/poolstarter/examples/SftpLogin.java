/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

/** The account. Its text is shown to operators, so the password is not in it. */
record SftpLogin(String user, String password) {

    @Override
    public String toString() {
        return user;
    }
}
