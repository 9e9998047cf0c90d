/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hosts that a URL leads to, and whether they are this machine. */
final class Hosts {

    /** Behind //, @ or @//, up to the path, the parameters or the end. */
    private static final Pattern AUTHORITY = Pattern.compile("(?:@//|//|@)([^/?;]*)");

    private static final Pattern IN_PROCESS =
            Pattern.compile("jdbc:(?:h2:(?:mem|file|\\.|~|/)|hsqldb:(?:mem|file)|derby:(?!//)|sqlite:).*");

    /* Without a host these drivers take this machine, unless a service file or parameters tell another one. */
    private static final Pattern NO_HOST_IS_LOCAL =
            Pattern.compile("jdbc:(?:postgresql|mysql|mariadb):///(?!.*[?&](?:service|pghost|host)=).*");

    private static final String UNKNOWN = "<unknown host>";

    private Hosts() {}

    /**
     * Those that are not this machine.
     *
     * @param url a JDBC URL or the connection string of MongoDB
     * @return their names; the whole scheme in angle brackets if the URL does not tell
     */
    static List<String> remote(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (IN_PROCESS.matcher(lower).matches()) {
            return List.of();
        }
        Matcher matcher = AUTHORITY.matcher(url);
        if (!matcher.find()) {
            return List.of(UNKNOWN);
        }
        String authority = matcher.group(1);
        if (authority.isEmpty() && !NO_HOST_IS_LOCAL.matcher(lower).matches()) {
            return List.of(UNKNOWN);
        }
        String hosts = authority.substring(authority.lastIndexOf('@') + 1);
        List<String> remote = new ArrayList<>();
        for (String part : hosts.split(",", -1)) {
            String host = withoutPort(part.strip());
            if (lower.startsWith("mongodb+srv:") || !isLocal(host)) {
                remote.add(host);
            }
        }
        return remote;
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            return host.substring(1, Math.max(1, host.indexOf(']')));
        }
        int colon = host.indexOf(':');
        return (colon < 0) ? host : host.substring(0, colon);
    }

    /** Whether this name or address is the loopback interface. */
    static boolean isLocal(String host) {
        if (host.isEmpty() || host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException ex) {
            return false;
        }
    }
}
