/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerInquiry;

/** A pool with the settings and the server that a test gives it. */
final class Patient implements Pool {

    private final String name;
    private final String backend;
    private final PoolRecorder recorder = PoolRecorder.ofHolders(System::nanoTime);
    private final List<Setting> settings = new ArrayList<>();
    private int min = 1;
    private int max = 10;
    private @Nullable ServerFacts facts;
    private @Nullable Exception silent;
    private boolean wordless;
    private int asked;
    private int looks;

    private Patient(String name, String backend) {
        this.name = name;
        this.backend = backend;
    }

    static Patient jdbc(String name) {
        return new Patient(name, "jdbc");
    }

    static Patient of(String backend, String name) {
        return new Patient(name, backend);
    }

    /** A server that grants so many connections; a user of the same name as the pool has no limit. */
    static ServerFacts server(String identity, int connections) {
        return ServerFacts.of(new Server("PostgreSQL 18.6", identity, identity + ":5432", "app", "app"))
                .withLimits(new Limit(connections, "max_connections=" + connections), null);
    }

    Patient set(String key, Object value) {
        settings.removeIf(setting -> setting.key().equals(key));
        settings.add(new Setting(key, value, "pools.%s.%s.%s".formatted(backend, name, key)));
        return this;
    }

    Patient setByProfile(String key, Object value) {
        settings.removeIf(setting -> setting.key().equals(key));
        settings.add(new Setting(key, value, "medium"));
        return this;
    }

    Patient size(int least, int most) {
        min = least;
        max = most;
        return this;
    }

    Patient on(@Nullable ServerFacts server) {
        facts = server;
        silent = null;
        return this;
    }

    Patient on(Server server, int connections, @Nullable Limit databaseLimit) {
        return on(ServerFacts.of(server)
                .withLimits(new Limit(connections, "max_connections=" + connections), null)
                .withDatabaseLimit(databaseLimit));
    }

    Patient onSilentServer(Exception failure) {
        silent = failure;
        return this;
    }

    /** It cannot even say how its server is asked. */
    Patient withoutWord() {
        wordless = true;
        return this;
    }

    Patient uses(int count, Duration time) {
        for (int i = 0; i < count; i++) {
            recorder.acquired(1);
            recorder.released(time.toNanos());
        }
        return this;
    }

    Patient opens(int count, Duration time) {
        for (int i = 0; i < count; i++) {
            recorder.opened(time.toNanos());
        }
        return this;
    }

    int asked() {
        return asked;
    }

    /** How often its counts were read. */
    int looks() {
        return looks;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String backend() {
        return backend;
    }

    @Override
    public PoolSettings settings() {
        return new PoolSettings("medium", "pools.%s.%s".formatted(backend, name), settings);
    }

    @Override
    public PoolSnapshot snapshot() {
        looks++;
        return PoolSnapshot.of(0, 0, 0, max, min);
    }

    @Override
    public PoolRecorder recorder() {
        return recorder;
    }

    @Override
    public @Nullable ServerInquiry inquiry() {
        if (wordless) {
            throw new IllegalStateException("broken");
        }
        return (facts == null && silent == null) ? null : this::ask;
    }

    private ServerFacts ask(Duration deadline) throws Exception {
        asked++;
        if (silent != null) {
            throw silent;
        }
        return java.util.Objects.requireNonNull(facts);
    }
}
