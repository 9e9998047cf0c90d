/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import java.util.Locale;
import java.util.Set;
import org.springframework.core.env.Environment;

/** The option {@code --pools.check}, where the properties of the pools are not bound. */
final class CheckOption {

    private static final Set<String> OFF = Set.of("false", "no", "off", "0");

    private CheckOption() {}

    /** Whether it is there and not off; without a value it is on. */
    static boolean isOn(Environment environment) {
        return !OFF.contains(environment.getProperty("pools.check", "false").toLowerCase(Locale.ROOT));
    }
}
