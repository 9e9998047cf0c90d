/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.PoolCompanion;
import org.poolstarter.jdbc.ServerAddress;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolerFacts;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerFacts.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the console of PgBouncer in the background and keeps what it said last. A console that does not answer is a
 * notice and changes nothing else.
 *
 * <p>Connections are opened with prepared statements of the server turned off. Once the console has said that PgBouncer
 * tracks them, those opened from then on use them; when it says the contrary, connections that use them are replaced.
 *
 * <p>Safe for use by many threads.
 */
public final class PgBouncerWatch implements PoolCompanion {

    private static final Logger logger = LoggerFactory.getLogger(PgBouncerWatch.class);

    private static final String PGBOUNCER = "PgBouncer";
    private static final String CLIENTS = "max_client_conn";

    /** Of a URL of PostgreSQL that names none. */
    private static final int USUAL_PORT = 5432;

    /** From how many executions on the driver prepares a statement on the server, unless told otherwise. */
    private static final int DRIVER_DEFAULT_THRESHOLD =
            Integer.parseInt(Objects.requireNonNull(PGProperty.PREPARE_THRESHOLD.getDefaultValue()));

    /** Callers of a pooler that has enough connections wait for milliseconds. */
    private static final double LONG_WAIT_SECONDS = 1;

    private final PgBouncerSettings settings;
    private final InstantSource clock;
    private final @Nullable ConsoleReader console;
    private final ScheduledExecutorService poller;

    private volatile @Nullable HikariDataSource dataSource;

    /* Written by the poller only. Whether clients wait, and one of them has waited for long since they do. */
    private volatile boolean congested;

    /* Written by the poller only. */
    private volatile ConsoleState state = ConsoleState.UNKNOWN;

    PgBouncerWatch(
            PgBouncerSettings settings,
            @Nullable ConsoleReader console,
            InstantSource clock,
            ScheduledExecutorService poller) {
        this.settings = settings;
        this.console = console;
        this.clock = clock;
        this.poller = poller;
    }

    /** A watch that begins when its pool has started, with a daemon thread of its own. */
    public static PgBouncerWatch of(PgBouncerSettings settings) {
        ConsoleSettings where = settings.console();
        Console console = (where != null) ? new Console(where, System::nanoTime) : null;
        return new PgBouncerWatch(
                settings,
                (console != null) ? console::ask : null,
                InstantSource.system(),
                Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "pool-pgbouncer-" + settings.pool());
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    @Override
    public void started(HikariDataSource pool) {
        dataSource = pool;
        ConsoleSettings where = settings.console();
        if (where != null) {
            // Ends with the poller; polls fail inside.
            ScheduledFuture<?> unused = poller.scheduleWithFixedDelay(
                    this::poll, 0, where.pollInterval().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Reads the console once. Blocks for as long as that takes. */
    void poll() {
        if (console == null) {
            return;
        }
        ConsoleState before = state;
        try {
            ConsoleReading reading = ConsoleReading.of(console.ask(), settings.database(), settings.user());
            ConsoleState now = before.answered(reading, clock.instant());
            congested = isCongested(now);
            state = now;
            if (before.error() != null) {
                logger.info("Pool {}: the console of PgBouncer answers again", settings.pool());
            }
            replaceIfNoLongerTracked(before, reading);
        } catch (SQLException | RuntimeException ex) { // drivers throw both; shown, logged once, and asked again
            String error = BackendEvidence.describe(ex);
            state = before.failed(error, clock.instant());
            if (before.error() == null) {
                logger.warn(
                        "Pool {}: the console of PgBouncer at {} does not answer: {}",
                        settings.pool(),
                        settings.console(),
                        error);
            }
        }
    }

    private void replaceIfNoLongerTracked(ConsoleState before, ConsoleReading reading) {
        HikariDataSource pool = dataSource;
        if (settings.adaptPreparedStatements()
                && before.reading() != null
                && before.reading().tracksPreparedStatements()
                && !reading.tracksPreparedStatements()
                && pool != null
                && pool.isRunning()) {
            logger.warn(
                    "Pool {}: PgBouncer no longer tracks prepared statements; connections that use them are replaced",
                    settings.pool());
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    @Override
    public void opened(Connection connection) {
        ConsoleState now = state;
        if (!settings.adaptPreparedStatements() || now.error() != null || now.reading() == null) {
            return;
        }
        if (now.reading().tracksPreparedStatements()) {
            try {
                connection.unwrap(PGConnection.class).setPrepareThreshold(DRIVER_DEFAULT_THRESHOLD);
            } catch (SQLException ex) {
                // It works without, only slower.
                logger.debug("Pool {}: no prepared statements on {}", settings.pool(), connection, ex);
            }
        }
    }

    /** The pool is a client of PgBouncer: that says how many clients it takes, and when it lets one go. */
    @Override
    public ServerFacts seenThrough(ServerFacts facts) {
        ConsoleReading reading = state.reading();
        Map<String, Integer> config = (reading != null) ? reading.config() : Map.of();
        Integer clients = config.get(CLIENTS);
        Duration idle = seconds(config, "client_idle_timeout");
        PoolerFacts pooler = new PoolerFacts(
                PGBOUNCER,
                settings.prefix(),
                settings.mode().toString(),
                settings.mode().sharesServers(),
                (reading != null) ? reading.tracksPreparedStatements() : null,
                seconds(config, "query_wait_timeout"),
                seconds(config, "server_lifetime"),
                settings.sessionState());
        Server server = facts.server();
        return facts.behind(
                        new Server(
                                PGBOUNCER
                                        + ((reading != null && reading.version() != null)
                                                ? " " + reading.version()
                                                : ""),
                                "pgbouncer " + ServerAddress.comparable(server.address(), USUAL_PORT),
                                server.address(),
                                server.user(),
                                server.database()),
                        pooler)
                .withLimits((clients != null) ? new Limit(clients, CLIENTS + "=" + clients) : null, null)
                .withDatabaseLimit(null) // it bounds the connections of PgBouncer
                .withIdleTimeout((idle != null) ? new Timeout(idle, "client_idle_timeout of PgBouncer") : null)
                .withValues(facts.values(), unreadable(facts, clients != null));
    }

    /* It may have been said before that the console has not told. */
    private Map<String, String> unreadable(ServerFacts facts, boolean told) {
        Map<String, String> unreadable = new LinkedHashMap<>();
        if (!told) {
            unreadable.put(CLIENTS, whyNotTold());
        }
        facts.unreadable().forEach((name, why) -> {
            if (!name.equals(CLIENTS)) {
                unreadable.put(name, why);
            }
        });
        return unreadable;
    }

    private String whyNotTold() {
        String error = state.error();
        return (settings.console() == null)
                ? settings.prefix() + ".admin-url is not set"
                : (error != null) ? "the console does not answer: " + error : "the console has not answered yet";
    }

    /* 0 is PgBouncer's word for no end. */
    private static @Nullable Duration seconds(Map<String, Integer> config, String key) {
        int seconds = config.getOrDefault(key, 0);
        return (seconds > 0) ? Duration.ofSeconds(seconds) : null;
    }

    @Override
    public Map<String, Object> sections() {
        ConsoleState now = state;
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("mode", settings.mode().toString());
        section.put("database", settings.database());
        if (settings.console() != null) {
            section.put("console", consoleOf(settings.console(), now));
        }
        ConsoleReading reading = now.reading();
        if (reading != null) {
            if (reading.version() != null) {
                section.put("version", reading.version());
            }
            if (reading.mode() != null) {
                section.put("modeInForce", reading.mode());
            }
            section.put("tracksPreparedStatements", reading.tracksPreparedStatements());
            for (PgBouncerMeter meter : PgBouncerMeter.values()) {
                Double value = reading.values().get(meter);
                if (value != null) {
                    section.put(
                            meter.sectionKey(), meter.unit().equals("seconds") ? (Object) value : value.longValue());
                }
            }
        }
        return Map.of("pgbouncer", section);
    }

    private Map<String, Object> consoleOf(ConsoleSettings where, ConsoleState now) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("url", where.toString());
        shown.put("state", (now.error() != null) ? "DOWN" : (now.reading() != null) ? "UP" : "UNKNOWN");
        if (now.readAt() != null) {
            shown.put(
                    "secondsAgo",
                    Duration.between(now.readAt(), clock.instant()).toSeconds());
        }
        if (now.error() != null) {
            shown.put("error", now.error());
        }
        return shown;
    }

    @Override
    public List<PoolMeasure> measures() {
        if (settings.console() == null) {
            return List.of();
        }
        List<PoolMeasure> measures = new ArrayList<>();
        for (PgBouncerMeter meter : PgBouncerMeter.values()) {
            measures.add(
                    new PoolMeasure(meter.meterName(), meter.kind(), meter.description(), () -> state.value(meter)));
        }
        return measures;
    }

    @Override
    public List<PoolNotice> notices() {
        ConsoleState now = state;
        if (now.error() != null) {
            return List.of(consoleDown(now));
        }
        List<PoolNotice> notices = new ArrayList<>();
        ConsoleReading reading = now.reading();
        if (reading != null
                && reading.mode() != null
                && !reading.mode().equals(settings.mode().toString())) {
            notices.add(otherMode(reading.mode()));
        }
        PoolNotice queue = queue(now);
        if (queue != null) {
            notices.add(queue);
        }
        return notices;
    }

    @Override
    public boolean sharesServers() {
        return settings.mode().sharesServers();
    }

    @Override
    public @Nullable PoolNotice queue() {
        return queue(state);
    }

    /*
     * Clients that give up begin anew to wait, so that it goes on while any waits. Without a server that serves anybody they wait
     * for another reason: there is none.
     */
    private boolean isCongested(ConsoleState now) {
        return now.value(PgBouncerMeter.CLIENTS_WAITING) > 0
                && now.value(PgBouncerMeter.SERVERS_ACTIVE) > 0
                && (congested || now.value(PgBouncerMeter.OLDEST_WAIT) >= LONG_WAIT_SECONDS);
    }

    private @Nullable PoolNotice queue(ConsoleState now) {
        if (now.value(PgBouncerMeter.PAUSED) > 0) {
            return paused(now);
        }
        return (congested && now.error() == null) ? waiting(now) : null;
    }

    private PoolNotice consoleDown(ConsoleState now) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        Duration down = sinceFailure(now);
        evidence.put("downSeconds", down.toSeconds());
        evidence.put("error", String.valueOf(now.error()));
        evidence.put("console", String.valueOf(settings.console()));
        return new PoolNotice(
                "pgbouncer-console-down",
                evidence,
                down,
                "Check %1$s.admin-url and the user, who must be one of stats_users of PgBouncer; the pool itself goes on."
                        .formatted(settings.prefix()));
    }

    private Duration sinceFailure(ConsoleState now) {
        Instant since = now.failingSince();
        return (since != null) ? Duration.between(since, clock.instant()) : Duration.ZERO;
    }

    private PoolNotice otherMode(String inForce) {
        return new PoolNotice(
                "pgbouncer-mode",
                Map.of("configured", settings.mode().toString(), "inForce", inForce),
                Duration.ZERO,
                "Set %s.mode=%s, or pool_mode of the database in PgBouncer: sizes and driver settings depend on it."
                        .formatted(settings.prefix(), inForce));
    }

    private PoolNotice paused(ConsoleState now) {
        return new PoolNotice(
                "pgbouncer-paused",
                Map.of("database", settings.database(), "clientsWaiting", (long)
                        now.value(PgBouncerMeter.CLIENTS_WAITING)),
                Duration.ZERO,
                "Run RESUME in the console of PgBouncer when the maintenance is over; callers wait until then.");
    }

    private PoolNotice waiting(ConsoleState now) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("clientsWaiting", (long) now.value(PgBouncerMeter.CLIENTS_WAITING));
        evidence.put("oldestWaitSeconds", now.value(PgBouncerMeter.OLDEST_WAIT));
        evidence.put("serversActive", (long) now.value(PgBouncerMeter.SERVERS_ACTIVE));
        evidence.put("poolSize", (long) now.value(PgBouncerMeter.SIZE));
        return new PoolNotice(
                "pgbouncer-waiting",
                evidence,
                Duration.ZERO,
                "Shorten transactions, or raise default_pool_size of PgBouncer (pool_size of the database) if the server can take more; more connections of the pool only wait there too.");
    }

    @Override
    public void close() {
        poller.shutdownNow();
    }

    /** How the console is asked. */
    interface ConsoleReader {

        ConsoleAnswers ask() throws SQLException;
    }
}
