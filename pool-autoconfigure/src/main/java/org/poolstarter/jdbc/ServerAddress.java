/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells addresses of one server as the same, as far as their text shows it: no name is looked up. */
public final class ServerAddress {

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]|[^:\\[\\]()]*)(?::(\\d+))?");

    private static final Set<String> THIS_MACHINE = Set.of(
            "", "localhost", "localhost.localdomain", "ip6-localhost", "127.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]");

    private ServerAddress() {}

    /**
     * The address in lower case, with its port, and with one name for this machine.
     *
     * @param authority hosts and ports, or a URL that has none and so leads to this machine
     * @param usualPort the port of a host that names none
     */
    public static String comparable(String authority, int usualPort) {
        return (authority.startsWith("jdbc:") && !authority.contains("("))
                ? place("", usualPort)
                : Arrays.stream(authority.split(","))
                        .map(place -> place(place.strip().toLowerCase(Locale.ROOT), usualPort))
                        .collect(Collectors.joining(","));
    }

    private static String place(String written, int usualPort) {
        Matcher parts = HOST_AND_PORT.matcher(written);
        if (!parts.matches()) {
            return written;
        }
        String host = parts.group(1).replaceAll("\\.$", "");
        String port = (parts.group(2) != null) ? parts.group(2) : String.valueOf(usualPort);
        return (THIS_MACHINE.contains(host) ? "localhost" : host) + ":" + port;
    }
}
