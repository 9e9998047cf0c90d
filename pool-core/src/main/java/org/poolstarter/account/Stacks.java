/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Threads and their stacks in words. */
final class Stacks {

    private static final int FRAMES = 16;

    private Stacks() {}

    /** The name of a thread; virtual ones mostly have none, so theirs is made from their number. */
    static String nameOf(Thread thread) {
        String name = thread.getName();
        return name.isEmpty() ? "thread-" + thread.getId() : name;
    }

    /** The innermost frames, this package's left out, one a line. */
    static String of(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> !frame.getClassName().startsWith(Stacks.class.getPackageName() + "."))
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining("\n"));
    }
}
