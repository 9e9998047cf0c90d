/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.util.List;

/** What the keys of a pool are called. All have one hash tag, so that one script may have any of them in a Redis Cluster. */
record PermitNames(String prefix) {

    /** The names of a pool. */
    static PermitNames of(String keyPrefix, String pool) {
        return new PermitNames("%s:{%s}:".formatted(keyPrefix, pool));
    }

    /** What an account is called; never fails, whatever its {@code toString} does. */
    static String text(Object account) {
        try {
            return String.valueOf(account);
        } catch (RuntimeException ex) {
            // Whatever an account of the application throws: all that do have one name, which is one limit for them.
            return account.getClass().getName();
        }
    }

    /** Also the channel on which replicas talk. */
    String channel() {
        return prefix + "told";
    }

    String replicas() {
        return prefix + "replicas";
    }

    String all() {
        return prefix + "all";
    }

    String permits(String account) {
        return prefix + "account:" + account;
    }

    String waiting(String account) {
        return prefix + "waiting:" + account;
    }

    String waitingForAny() {
        return prefix + "waiting-for-any";
    }

    /** The keys of {@link PermitScript#RELEASE}. */
    List<String> ofRelease(String account) {
        return List.of(permits(account), all(), waiting(account), waitingForAny());
    }

    /** The keys of {@link PermitScript#ACQUIRE}. */
    List<String> ofAcquire(String account) {
        return List.of(permits(account), all(), waiting(account), waitingForAny(), prefix + "fence");
    }
}
