/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A driver whose connections and statements answer at once and do nothing. */
public final class StubDriver implements Driver {

    public static final String URL = "jdbc:stub:";

    @Override
    public @Nullable Connection connect(String url, Properties info) {
        return acceptsURL(url) ? stub(Connection.class) : null;
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(URL);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    private static <T> T stub(Class<T> type) {
        InvocationHandler nothing = (proxy, method, args) -> answer(proxy, method, args);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, nothing));
    }

    private static @Nullable Object answer(Object self, Method method, Object @Nullable [] args) {
        return switch (method.getName()) {
            case "prepareStatement" -> stub(PreparedStatement.class);
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> args != null && args[0] == self;
            case "toString" -> "stub";
            case "isValid", "getAutoCommit" -> true;
            case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
            default -> nothing(method.getReturnType());
        };
    }

    private static @Nullable Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        return (type == long.class) ? 0L : null;
    }
}
