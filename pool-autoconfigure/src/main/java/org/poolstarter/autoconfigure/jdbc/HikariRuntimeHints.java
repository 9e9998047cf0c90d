/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.RegisteredSslSocketFactory;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Lets the keys {@code pools.jdbc.<name>.hikari.*} bind in a native image, and the driver find its socket factory.
 */
final class HikariRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        BindableRuntimeHintsRegistrar.forTypes(HikariConfig.class).registerHints(hints);
        hints.reflection().registerType(RegisteredSslSocketFactory.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
    }
}
