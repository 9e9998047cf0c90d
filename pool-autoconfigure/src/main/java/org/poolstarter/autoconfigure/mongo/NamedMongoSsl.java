/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.ConnectionString;
import java.util.Map;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.MongoPoolProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Which SSL bundle a named client uses: that of its connection details, else that of its key. */
final class NamedMongoSsl {

    private final Map<String, MongoPoolProperties> pools;
    private final ObjectProvider<SslBundles> bundles;

    NamedMongoSsl(Map<String, MongoPoolProperties> pools, ObjectProvider<SslBundles> bundles) {
        this.pools = pools;
        this.bundles = bundles;
    }

    /**
     * By what a client trusts servers and shows who it is; null where it has no bundle.
     *
     * @throws InvalidPoolConfigurationException if the bundle does not exist, or cannot be used for this client
     */
    @Nullable
    SSLContext context(String name, ConnectionString connectionString, @Nullable MongoConnectionDetails details) {
        SslBundle ofDetails = (details != null) ? details.getSslBundle() : null;
        MongoPoolProperties pool = pools.get(name);
        String key = (pool != null) ? pool.getSslBundle() : null;
        if (ofDetails != null) {
            return context("The SSL bundle of the connection details of " + name, ofDetails);
        }
        if (key == null) {
            return null;
        }
        String setting = "pools.mongo.%s.ssl-bundle=%s".formatted(name, key);
        if (Boolean.FALSE.equals(connectionString.getSslEnabled())) {
            throw new InvalidPoolConfigurationException(
                    setting + " turns TLS on, and the connection string turns it off",
                    "Remove tls=false from pools.mongo.%1$s.uri, or the key pools.mongo.%1$s.ssl-bundle."
                            .formatted(name));
        }
        return context(setting, bundle(setting, key));
    }

    private SslBundle bundle(String setting, String key) {
        SslBundles known = bundles.getIfAvailable();
        try {
            if (known != null) {
                return known.getBundle(key);
            }
        } catch (NoSuchSslBundleException ex) {
            throw unknown(setting, key, String.join(", ", new TreeSet<>(known.getBundleNames())));
        }
        throw unknown(setting, key, "");
    }

    private static InvalidPoolConfigurationException unknown(String setting, String key, String known) {
        String remedy = "define it under spring.ssl.bundle.pem.%s or spring.ssl.bundle.jks.%s.".formatted(key, key);
        return new InvalidPoolConfigurationException(
                setting + " names an SSL bundle that does not exist",
                known.isEmpty() ? "There is none: " + remedy : "Use one of " + known + ", or " + remedy);
    }

    private static SSLContext context(String what, SslBundle bundle) {
        if (bundle.getOptions().isSpecified()) {
            throw new InvalidPoolConfigurationException(
                    what + " has options (ciphers or enabled-protocols), which the driver of MongoDB cannot apply",
                    "Use a bundle without options.");
        }
        return bundle.createSslContext();
    }
}
