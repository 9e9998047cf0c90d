/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Brings the pool {@code archive} into trouble on purpose, to see what {@code /actuator/pools/archive} and the log make of
 * it. On the embedded servers only. Whatever was begun ends by itself, and at once by {@code DELETE /practice}.
 */
@RestController
@RequestMapping("/practice")
@Profile("!external")
final class PracticeController {

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration BEFORE_ANOTHER_TRY = Duration.ofMillis(50);

    private final DataSource archive;
    private final Set<Thread> callers = ConcurrentHashMap.newKeySet();

    PracticeController(@Qualifier("archive") DataSource archive) {
        this.archive = archive;
    }

    /** One caller as any other: a connection, a statement, and back. */
    @GetMapping("/query")
    Map<String, Object> query() throws SQLException {
        run("select 1", archive.getConnection());
        return Map.of("answer", 1);
    }

    /** Takes connections and does nothing with them. */
    @PostMapping("/leak")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void leak(@RequestParam(defaultValue = "8") int connections) throws InterruptedException {
        CountDownLatch taken = new CountDownLatch(connections);
        for (int i = 0; i < connections; i++) {
            start("leak", () -> {
                try (Connection connection = insist();
                        var statement = connection.prepareStatement("select count(*) from message")) {
                    statement.executeQuery().close();
                    taken.countDown();
                    Thread.sleep(LONGEST.toMillis()); // the work that forgets to give it back
                }
            });
        }
        taken.await(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    /** Has the server take its time over each statement. */
    @PostMapping("/slow")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void slow(@RequestParam(defaultValue = "8") int statements, @RequestParam(defaultValue = "30") int seconds) {
        for (int i = 0; i < statements; i++) {
            start("slow", () -> run("select pg_sleep(%d)".formatted(seconds), insist()));
        }
    }

    /** Has more callers than the pool can serve, each with a short use. */
    @PostMapping("/full")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void full(@RequestParam(defaultValue = "300") int callers, @RequestParam(defaultValue = "20") int seconds) {
        Instant end = Instant.now().plusSeconds(seconds);
        for (int i = 0; i < callers; i++) {
            start("full", () -> {
                while (Instant.now().isBefore(end) && !Thread.currentThread().isInterrupted()) {
                    run("select pg_sleep(0.05)", insist());
                }
            });
        }
    }

    /** Ends all of it. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end() {
        callers.forEach(Thread::interrupt);
    }

    @ExceptionHandler
    ProblemDetail noConnection(SQLException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(ex.getMessage()));
    }

    /** Comes back if it gets no connection, as callers do: a pool that is short of connections keeps its callers. */
    private Connection insist() throws SQLException, InterruptedException {
        while (true) {
            try {
                return archive.getConnection();
            } catch (SQLTransientConnectionException ex) {
                Thread.sleep(BEFORE_ANOTHER_TRY.toMillis());
            }
        }
    }

    private static void run(String sql, Connection connection) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void start(String name, Trouble trouble) {
        Thread thread = new Thread(
                () -> {
                    try {
                        trouble.make();
                    } catch (SQLException ex) {
                        Thread.currentThread().interrupt(); // it found no connection, which is what the practice is for
                    } catch (InterruptedException ex) {
                        Thread.currentThread().interrupt();
                    } finally {
                        callers.remove(Thread.currentThread());
                    }
                },
                "practice-" + name);
        thread.setDaemon(true);
        callers.add(thread);
        thread.start();
    }

    private interface Trouble {

        void make() throws SQLException, InterruptedException;
    }
}
