/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.RegisteredSslSocketFactory;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Lets the keys {@code pools.jdbc.<name>.hikari.*} bind in a native image, the driver find its socket factory, and statements be watched.
 */
final class HikariRuntimeHints implements RuntimeHintsRegistrar {

    /** What datasource-proxy adds to each of its proxies. */
    private static final String STATEMENT_WATCHER = "net.ttddyy.dsproxy.proxy.ProxyJdbcObject";

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        BindableRuntimeHintsRegistrar.forTypes(HikariConfig.class).registerHints(hints);
        hints.reflection().registerType(RegisteredSslSocketFactory.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
        for (Class<?> watched :
                List.of(Connection.class, Statement.class, PreparedStatement.class, CallableStatement.class)) {
            hints.proxies().registerJdkProxy(TypeReference.of(STATEMENT_WATCHER), TypeReference.of(watched));
        }
    }
}
