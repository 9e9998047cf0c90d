/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.regex.Pattern;
import org.poolstarter.account.OpenFailedException;

/** Failures in a few words. */
final class Failures {

    private static final int LONGEST = 160;

    private static final Pattern IN_PARAMETER = Pattern.compile("(?i)(pass(?:word|wd)?|pwd)=[^&;\\s]*");
    private static final Pattern IN_AUTHORITY = Pattern.compile("//[^/@\\s]*:[^/@\\s]*@");

    private Failures() {}

    /** The text without passwords of URLs, which some drivers put into their failures. */
    static String hide(String text) {
        return IN_AUTHORITY
                .matcher(IN_PARAMETER.matcher(text).replaceAll("$1=***"))
                .replaceAll("//***@");
    }

    /** The type and the first line of the text, which the same failure has each time. */
    static String describe(Throwable failure) {
        Throwable told =
                (failure instanceof OpenFailedException && failure.getCause() != null) ? failure.getCause() : failure;
        String message =
                hide(String.valueOf(told.getMessage()).lines().findFirst().orElse(""));
        // Numbers differ from one time to the next: times waited, ports, ids.
        String uniform = message.replaceAll("\\d+", "#");
        String text = told.getClass().getSimpleName() + ": " + uniform;
        return (text.length() <= LONGEST) ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
