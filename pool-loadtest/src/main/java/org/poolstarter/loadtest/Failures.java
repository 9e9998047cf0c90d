/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.poolstarter.account.OpenFailedException;

/** Failures in a few words. */
final class Failures {

    private static final int LONGEST = 160;

    private static final Pattern IN_PARAMETER = Pattern.compile("(?i)(pass(?:word|wd)?|pwd|secret|token)=[^&;,)\\s]*");

    /* Up to the last @, since a password that was not encoded may hold one. */
    private static final Pattern IN_AUTHORITY = Pattern.compile("//\\S*@");

    /* As in jdbc:oracle:thin:user/password@host, or where a driver took user:password@host for a host. */
    private static final Pattern WITHOUT_SLASHES = Pattern.compile("(?<!\\S)(?!\\S*//)\\S*[:/]\\S*@");

    /* The innermost failure in the text in which the driver of MongoDB describes all its servers. */
    private static final Pattern CAUSED_BY = Pattern.compile("caused by \\{([^{}]+)}");

    private Failures() {}

    /** The text without users and passwords of URLs, which some drivers put into their failures. */
    static String hide(String text) {
        String parameters = IN_PARAMETER.matcher(text).replaceAll("$1=***");
        String authorities = IN_AUTHORITY.matcher(parameters).replaceAll("//***@");
        return WITHOUT_SLASHES.matcher(authorities).replaceAll("***@");
    }

    /** The first line of the innermost failure that has a text, without passwords. */
    static String reason(Throwable failure) {
        String reason = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                // The name of a host alone is no sentence.
                reason = (cause instanceof UnknownHostException)
                        ? "unknown host " + cause.getMessage()
                        : cause.getMessage();
            }
        }
        Matcher inner = CAUSED_BY.matcher(reason);
        while (inner.find()) {
            reason = inner.group(1);
            inner = CAUSED_BY.matcher(reason);
        }
        return hide(reason.lines().findFirst().orElse(reason));
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
