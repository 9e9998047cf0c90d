/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.Arrays;

/**
 * The names of the counters of one pool: a handful, so that neither memory nor a report grows with what applications
 * call their counters. What comes too late to have a name of its own, or is too long, is counted as {@value #OTHER}.
 *
 * <p>Safe for use by many threads; a name that is known is found without a lock.
 */
final class CounterNames {

    static final int MOST = 16;
    static final int LONGEST = 64;
    static final String OTHER = "other";

    /* Replaced under the monitor of this, never changed. The first is for all without a name of their own. */
    private volatile String[] names = {OTHER};

    /** The index of a name, 0 to {@value #MOST}. */
    int indexOf(String name) {
        int index = find(names, name);
        return (index >= 0) ? index : add(name);
    }

    String nameOf(int index) {
        return names[index];
    }

    private synchronized int add(String name) {
        String[] known = names;
        int index = find(known, name);
        if (index >= 0) {
            return index;
        }
        if (known.length > MOST || name.length() > LONGEST || name.isBlank()) {
            return 0;
        }
        String[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = name;
        names = more;
        return known.length;
    }

    private static int find(String[] names, String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
