/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hosts that a URL leads to, and whether they are this machine. In doubt they are not. */
final class Hosts {

    /** Behind //, @ or @//, up to the path, the parameters or the end. */
    private static final Pattern AUTHORITY = Pattern.compile("(?:@//|//|@)([^/?;]*)");

    private static final Pattern IN_PROCESS =
            Pattern.compile("jdbc:(?:h2:(?:mem|file|\\.|~|/)|hsqldb:(?:mem|file)|derby:(?!//)|sqlite:).*");

    /* Without a host these drivers take this machine. */
    private static final Pattern NO_HOST_IS_LOCAL =
            Pattern.compile("jdbc:(?:(?:postgresql|mysql|mariadb):///.*|postgresql:/?[^/:?@]+(?:\\?.*)?)");

    /*
     * Parameters that lead elsewhere than the host says: another host, an entry of a service file, a proxy, or a factory of
     * sockets, such as those of cloud providers.
     */
    private static final Set<String> LEADING_ELSEWHERE = Set.of(
            "service",
            "pghost",
            "host",
            "servername",
            "failoverpartner",
            "proxyhost",
            "sockshost",
            "socksproxyhost",
            "socketfactory");

    private static final Pattern PARAMETER = Pattern.compile("[?&;](\\w+)=([^&;]*)");

    /* Connects to sockets in the file system and to nothing else. */
    private static final String JUNIXSOCKET = "org.newsclub.net.unix.";

    /* Hosts as MySQL, MariaDB and Oracle write them in parentheses. */
    private static final Pattern IN_PARENTHESES = Pattern.compile("[(,]\\s*host\\s*=\\s*([^),\\s]*)");

    /* Without brackets; not host:port:sid, as Oracle has it. */
    private static final Pattern ADDRESS_OF_IPV6 =
            Pattern.compile("[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%\\w+)?");

    private static final String UNKNOWN = "<unknown host>";

    private Hosts() {}

    /**
     * Those that are not this machine.
     *
     * @param url a JDBC URL or the connection string of MongoDB
     * @return their names; words in angle brackets if the URL does not tell
     */
    static List<String> remote(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (IN_PROCESS.matcher(lower).matches()) {
            return List.of();
        }
        if (PARAMETER
                .matcher(lower)
                .results()
                .anyMatch(parameter -> isLeadingElsewhere(parameter.group(1), parameter.group(2)))) {
            return List.of(UNKNOWN);
        }
        if (NO_HOST_IS_LOCAL.matcher(lower).matches()) {
            return List.of();
        }
        Matcher matcher = AUTHORITY.matcher(url);
        if (!matcher.find() || matcher.group(1).isEmpty()) {
            return List.of(UNKNOWN);
        }
        String authority = matcher.group(1);
        String hosts = authority.substring(authority.lastIndexOf('@') + 1);
        if (lower.startsWith("mongodb+srv:") || lower.contains("+srv://")) {
            return List.of("<the servers in the DNS record of %s>".formatted(hosts));
        }
        return hosts(hosts).stream().filter(host -> !isLocal(host)).toList();
    }

    /** Whether a driver with this parameter may connect to another host than its URL says. */
    static boolean isLeadingElsewhere(String parameter, String value) {
        return LEADING_ELSEWHERE.contains(parameter.toLowerCase(Locale.ROOT))
                && !value.isEmpty()
                && !value.startsWith(JUNIXSOCKET);
    }

    private static List<String> hosts(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        if (lower.contains("(")) {
            List<String> hosts = new ArrayList<>();
            Matcher named = IN_PARENTHESES.matcher(lower);
            while (named.find()) {
                hosts.add(named.group(1));
            }
            return hosts.isEmpty() ? List.of(UNKNOWN) : hosts;
        }
        return Arrays.stream(authority.split(",", -1))
                .map(part -> withoutPort(part.strip()))
                .toList();
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            return host.substring(1, Math.max(1, host.indexOf(']')));
        }
        int colon = host.indexOf(':');
        return (colon < 0 || ADDRESS_OF_IPV6.matcher(host).matches()) ? host : host.substring(0, colon);
    }

    /** Whether this is a name or an address of the loopback interface, or a socket in the file system. */
    static boolean isLocal(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (host.isEmpty() || lower.equals("localhost") || (lower.startsWith("%2f") && lower.endsWith(".sock"))) {
            return true;
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException ex) {
            return false;
        }
    }
}
