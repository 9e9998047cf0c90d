/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/**
 * An application that must not start, from {@code wrong-input.yml}.
 *
 * @param what what is wrong with it
 * @param beside what it has beside the keys
 * @param absent a package that is not on its class path; null if all are
 * @param keys its keys, each with a value
 * @param description what the user reads first
 * @param action what the user reads then
 */
record WrongInput(
        String what,
        Beside beside,
        @Nullable String absent,
        @Nullable List<String> keys,
        String description,
        String action) {

    /** The password in each input that has one. */
    static final String SECRET = "hunter2";

    static List<WrongInput> all() throws IOException {
        List<ConfigurationPropertySource> sources = new YamlPropertySourceLoader()
                .load("inputs", new ClassPathResource("wrong-input.yml", WrongInput.class)).stream()
                        .map(ConfigurationPropertySource::from)
                        .toList();
        return new Binder(sources)
                .bind("inputs", Bindable.listOf(WrongInput.class))
                .get();
    }

    /** The keys that are right, then its own. */
    List<String> allKeys() {
        List<String> all = new ArrayList<>(
                switch (beside) {
                    case NOTHING, ACCOUNT -> List.of();
                    case JDBC ->
                        List.of("pools.jdbc.orders.url=jdbc:h2:mem:wrong", "pools.jdbc.orders.password=" + SECRET);
                    case MONGO ->
                        List.of("pools.mongo.sessions.uri=mongodb://app:" + SECRET
                                + "@127.0.0.1:1/app?authSource=admin");
                });
        all.addAll((keys != null) ? keys : List.of());
        return all;
    }

    @Override
    public String toString() {
        return what;
    }

    /** What an application has that is right. */
    enum Beside {
        NOTHING,
        ACCOUNT,
        JDBC,
        MONGO
    }
}
