/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.jdbc.JdbcTarget;
import org.poolstarter.jdbc.RegisteredSslSocketFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;

/** Connects pools of PostgreSQL with the SSL bundle they name. Closed after the pools. */
final class JdbcSsl implements AutoCloseable {

    private static final String SSL_MODE = "sslmode";

    private final @Nullable SslBundles bundles;
    private final List<Map<String, String>> registered = new CopyOnWriteArrayList<>();

    JdbcSsl(@Nullable SslBundles bundles) {
        this.bundles = bundles;
    }

    /**
     * Sets the properties of the driver. Unless the user has set a mode, the certificate and the name of the server are
     * verified.
     *
     * @param key the key that names the bundle
     * @throws InvalidPoolConfigurationException if there is no such bundle, or the driver is another one
     */
    void apply(String bundle, String key, JdbcTarget target, HikariConfig config) {
        if (!target.url().startsWith("jdbc:postgresql:")) {
            throw new InvalidPoolConfigurationException(
                    "%s=%s can be used with PostgreSQL only, but the URL is %s".formatted(key, bundle, target),
                    "Remove it, and set what the driver needs for TLS in the URL or as its properties.");
        }
        SslBundles known = bundles;
        if (known == null || !isKnown(bundle, known)) {
            throw new InvalidPoolConfigurationException(
                    "%s=%s names an SSL bundle that does not exist".formatted(key, bundle),
                    "Define it under spring.ssl.bundle.pem.%1$s or spring.ssl.bundle.jks.%1$s.".formatted(bundle));
        }
        Map<String, String> properties = RegisteredSslSocketFactory.register(
                () -> known.getBundle(bundle).createSslContext().getSocketFactory());
        registered.add(properties);
        config.getDataSourceProperties().putAll(properties);
        config.getDataSourceProperties().putIfAbsent(SSL_MODE, "verify-full");
    }

    @Override
    public void close() {
        registered.forEach(RegisteredSslSocketFactory::remove);
    }

    private static boolean isKnown(String bundle, SslBundles bundles) {
        try {
            bundles.getBundle(bundle);
            return true;
        } catch (NoSuchSslBundleException ex) {
            return false;
        }
    }
}
