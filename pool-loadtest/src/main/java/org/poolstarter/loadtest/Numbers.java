/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Numbers {

    private Numbers() {}

    /** Without a fraction where there is none. */
    static String plain(double value) {
        return (value == Math.rint(value)) ? String.valueOf((long) value) : fixed(value, 2);
    }

    /** With three digits that count, or all of a greater number. */
    static String figure(double value) {
        double size = Math.abs(value);
        int digits = (size >= 100) ? 0 : (size >= 10) ? 1 : 2;
        return fixed(value, digits);
    }

    /** As a share of a hundred. */
    static String percent(double ratio) {
        return fixed(ratio * 100, 2) + " %";
    }

    static String fixed(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
