/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC URL of any vendor, read loosely: {@code //user:password@host}, {@code user/password@host} of Oracle, properties
 * after {@code ?} or {@code ;}, and properties in parentheses.
 *
 * @param value the URL; it may hold credentials
 */
record JdbcUrl(String value) {

    /** Causes have causes, and some drivers make a circle of them. */
    private static final int DEEPEST = 20;

    private static final List<String> SECRET_WORDS =
            List.of("user", "uid", "password", "passwd", "pwd", "token", "secret", "credential", "key");

    private static final String SECRET_PROPERTY =
            "\\s*[\\w.]*(?:" + String.join("|", SECRET_WORDS) + ")[\\w.]*\\s*=[^,()]*";

    private static final Pattern SECRET_IN_PARENTHESES =
            Pattern.compile("(?i)\\(%1$s\\)|,%1$s|(?<=\\()(?:%1$s,)*%1$s,?".formatted(SECRET_PROPERTY));

    private static final Pattern IN_PROCESS = Pattern.compile(
            "jdbc:(?:[\\w-]+:)?(?:h2:(?!tcp:|ssl:)|hsqldb:(?:mem|file|res):|derby:(?!//)|(?:sqlite|duckdb):)");

    private static final Pattern ORACLE_LOGIN = Pattern.compile("(?i)^(jdbc:oracle:\\w+:).*@");

    /** The URL for people: nothing that could be a credential is left. When in doubt more is left out. */
    String withoutCredentials() {
        String url = withoutLogin();
        int end = endOfBase(url);
        StringBuilder shown = new StringBuilder(withoutSecretsInParentheses(url.substring(0, end)));
        char separator = 0;
        for (String property : properties(url)) {
            if (!isShown(property)) {
                continue;
            }
            shown.append((separator == 0) ? url.charAt(end) : separator).append(property);
            separator = (url.charAt(end) == '?') ? '&' : ';';
        }
        return shown.toString();
    }

    /** The value of a property that the URL sets, whatever the case of its name; null if it does not. */
    @Nullable
    String property(String name) {
        for (String property : properties(withoutLogin())) {
            int equals = property.indexOf('=');
            if (equals > 0 && property.substring(0, equals).trim().equalsIgnoreCase(name)) {
                return property.substring(equals + 1);
            }
        }
        return null;
    }

    /** What it begins with, such as {@code jdbc:postgresql}. */
    String scheme() {
        int end = value.indexOf(':', value.indexOf(':') + 1);
        return (end < 0) ? "jdbc" : value.substring(0, end);
    }

    /** Whether it leads to a database within this process, also through a driver that wraps another one. */
    boolean isInProcess() {
        return IN_PROCESS.matcher(value).lookingAt();
    }

    /** Hosts and ports, for people; the whole URL without credentials where it has none. */
    String authority() {
        String url = withoutCredentials();
        int start = url.indexOf("//") + 2;
        int end = start;
        while (end < url.length() && "/?;".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return (start < 2 || start == end) ? url : url.substring(start, end);
    }

    /** The one port that it leads to; null if there are several hosts, or it cannot be told. */
    @Nullable
    Integer port(int usual) {
        String authority = authority();
        if (authority.contains(",") || authority.contains("(") || authority.startsWith("jdbc:")) {
            return null;
        }
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || authority.endsWith("]")) {
            return usual;
        }
        String port = authority.substring(colon + 1);
        return port.matches("\\d{1,5}") ? Integer.valueOf(port) : null;
    }

    /**
     * What may be shown of a failure: a driver that takes the login before the host for a part of the address repeats it in
     * what it says.
     *
     * @return the same failure, or one with its state and code that says nothing of the login
     */
    SQLException shown(SQLException failure) {
        if (!repeatsPassword(failure)) {
            return failure;
        }
        SQLException shown = new SQLException(
                "What the driver said repeats the login of the URL, and is not shown; give it by username and password, and not before the host",
                failure.getSQLState(),
                failure.getErrorCode());
        shown.setStackTrace(failure.getStackTrace());
        return shown;
    }

    private boolean repeatsPassword(Throwable failure) {
        String[] login = login().split("[:/]");
        int depth = 0;
        for (Throwable ex = failure; ex != null && depth < DEEPEST; ex = ex.getCause()) {
            String message = String.valueOf(ex.getMessage());
            if (Arrays.stream(login).skip(1).anyMatch(part -> !part.isEmpty() && message.contains(part))) {
                return true;
            }
            depth++;
        }
        return false;
    }

    /** The user and the password before the host; empty if there are none. */
    private String login() {
        int start = value.indexOf("//") + 2;
        int at = (start < 2) ? -1 : endOfLogin(value, start);
        return (at < 0) ? "" : value.substring(start, at);
    }

    private String withoutLogin() {
        String url = ORACLE_LOGIN.matcher(value).replaceFirst("$1@");
        int start = url.indexOf("//") + 2;
        int at = (start < 2) ? -1 : endOfLogin(url, start);
        return (at < 0) ? url : url.substring(0, start) + url.substring(at + 1);
    }

    private static int endOfLogin(String url, int start) {
        return Math.max(
                lastAtBefore(url, start, url.indexOf('/', start)), lastAtBefore(url, start, url.indexOf('=', start)));
    }

    private static int lastAtBefore(String url, int start, int end) {
        int at = url.lastIndexOf('@', (end < 0) ? url.length() : end);
        return (at < start) ? -1 : at;
    }

    private static int endOfBase(String url) {
        int query = url.indexOf('?');
        int semicolon = url.indexOf(';');
        if (query < 0 || semicolon < 0) {
            int end = Math.max(query, semicolon);
            return (end < 0) ? url.length() : end;
        }
        return Math.min(query, semicolon);
    }

    /** Splits at {@code &} and {@code ;}, but not within the braces that SQL Server quotes values with. */
    private static List<String> properties(String url) {
        List<String> properties = new ArrayList<>();
        int start = endOfBase(url) + 1;
        boolean quoted = false;
        for (int i = start; i < url.length(); i++) {
            char c = url.charAt(i);
            quoted = (quoted || c == '{') && c != '}';
            if (!quoted && (c == '&' || c == ';' || c == '?')) {
                properties.add(url.substring(start, i));
                start = i + 1;
            }
        }
        if (start < url.length()) {
            properties.add(url.substring(start));
        }
        return properties;
    }

    /* What is no property of a harmless name may be the rest of a password that held a separator. */
    private static boolean isShown(String property) {
        int equals = property.indexOf('=');
        if (equals < 1) {
            return false;
        }
        String name = property.substring(0, equals).toLowerCase(Locale.ROOT);
        return SECRET_WORDS.stream().noneMatch(name::contains);
    }

    private static String withoutSecretsInParentheses(String base) {
        return base.contains("(") ? SECRET_IN_PARENTHESES.matcher(base).replaceAll("") : base;
    }

    /** As {@link #withoutCredentials()}. */
    @Override
    public String toString() {
        return withoutCredentials();
    }
}
