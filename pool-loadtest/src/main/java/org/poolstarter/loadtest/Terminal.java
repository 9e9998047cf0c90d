/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.Console;
import java.lang.reflect.Method;

/** Whether somebody looks at a terminal. */
final class Terminal {

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // it is asked what else it says, below
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is a console also where there is no terminal, and this method tells.
            Method isTerminal = Console.class.getMethod("isTerminal");
            return (boolean) isTerminal.invoke(console);
        } catch (NoSuchMethodException ex) {
            return true;
        } catch (ReflectiveOperationException ex) {
            return false;
        }
    }
}
