/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.MongoPoolProperties;

/**
 * Where the servers of a named client are.
 *
 * @param connectionString as the driver takes it
 * @param origin the key it comes from
 */
record MongoTarget(ConnectionString connectionString, String origin) {

    /**
     * By the keys of a pool: {@code uri}, or {@code host} and what belongs to it.
     *
     * @throws InvalidPoolConfigurationException if there is neither or both, or the driver does not understand it
     */
    static MongoTarget of(String name, MongoPoolProperties own) {
        String prefix = "pools.mongo." + name;
        List<String> parts = partsOf(own);
        boolean hasUri = own.getUri() != null && !own.getUri().isBlank();
        if (hasUri && !parts.isEmpty()) {
            throw new InvalidPoolConfigurationException(
                    "%s.uri is set together with %s".formatted(prefix, keys(prefix, parts)),
                    "Keep the connection string and put these into it, or remove %s.uri and use %s.host."
                            .formatted(prefix, prefix));
        }
        if (hasUri) {
            String key = prefix + ".uri";
            return new MongoTarget(parse(key, String.valueOf(own.getUri())), key);
        }
        if (own.getHost() != null && !own.getHost().isEmpty()) {
            String key = prefix + ".host";
            return new MongoTarget(parse(key, assembled(prefix, own)), key);
        }
        if (!parts.isEmpty()) {
            throw new InvalidPoolConfigurationException(
                    "%s is set without %s.host".formatted(keys(prefix, parts), prefix),
                    "Set %s.host to the name of the server.".formatted(prefix));
        }
        throw new InvalidPoolConfigurationException(
                "%s.uri is missing, and no MongoConnectionDetails bean has the qualifier '%s'".formatted(prefix, name),
                "Set %1$s.uri to a connection string, such as mongodb://localhost:27017/%2$s, or %1$s.host, or define the bean."
                        .formatted(prefix, name));
    }

    private static List<String> partsOf(MongoPoolProperties own) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        parts.put("host", own.getHost());
        parts.put("username", own.getUsername());
        parts.put("password", own.getPassword());
        parts.put("authentication-database", own.getAuthenticationDatabase());
        parts.put("replica-set", own.getReplicaSet());
        return parts.entrySet().stream()
                .filter(part -> part.getValue() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String keys(String prefix, List<String> parts) {
        return parts.stream().map(part -> prefix + "." + part).collect(Collectors.joining(", "));
    }

    private static String assembled(String prefix, MongoPoolProperties own) {
        requireBoth(prefix, own.getUsername() != null, own.getPassword() != null);
        List<String> options = new ArrayList<>();
        if (own.getAuthenticationDatabase() != null) {
            options.add("authSource=" + encoded(own.getAuthenticationDatabase()));
        }
        if (own.getReplicaSet() != null) {
            options.add("replicaSet=" + encoded(own.getReplicaSet()));
        }
        return "mongodb://" + credentials(own) + String.join(",", orEmpty(own.getHost())) + "/"
                + (options.isEmpty() ? "" : "?" + String.join("&", options));
    }

    private static void requireBoth(String prefix, boolean user, boolean password) {
        if (user != password) {
            String present = prefix + (user ? ".username" : ".password");
            String missing = prefix + (user ? ".password" : ".username");
            throw new InvalidPoolConfigurationException(
                    "%s is set without %s".formatted(present, missing),
                    "Set both, or neither; for a mechanism without a password use %s.uri.".formatted(prefix));
        }
    }

    private static String credentials(MongoPoolProperties own) {
        String user = own.getUsername();
        String password = own.getPassword();
        return (user != null && password != null) ? encoded(user) + ":" + encoded(password) + "@" : "";
    }

    private static List<String> orEmpty(@Nullable List<String> values) {
        return (values != null) ? values : List.of();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static ConnectionString parse(String key, String uri) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException | MongoException ex) {
            // The driver's text may quote a part of a password that was not encoded.
            String reason = mayHoldSecret(uri) ? "" : ": " + ex.getMessage();
            throw new InvalidPoolConfigurationException(
                    key.endsWith(".host")
                            ? key + " is not a list of servers" + reason
                            : key + " is not a connection string of MongoDB" + reason,
                    key.endsWith(".host")
                            ? "Write name or name:port, with commas between several."
                            : "Write mongodb://user:password@host:port/database?options; in user and password, replace each of"
                                    + " : / ? # [ ] @ % by its percent code.");
        }
    }

    private static boolean mayHoldSecret(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        return lower.contains("@") || lower.contains("password") || lower.contains("authmechanism");
    }
}
