/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The PgBouncer of this machine, in front of a PostgreSQL on it, on a port of its own. Needs the Debian package. */
public final class PgBouncerServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    /** PgBouncer refuses to run as root. */
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private static final String USERS = """
            "postgres" ""
            "app" ""
            "stats" ""
            "admin" ""
            """;

    private final Path directory;
    private final int port;
    private @Nullable Process process;

    private PgBouncerServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts one; the test is skipped with a message where PgBouncer is not installed.
     *
     * @param postgresPort where PostgreSQL listens on the loopback interface; its user postgres needs no password
     * @param settings lines of the section {@code pgbouncer}, such as {@code pool_mode = transaction}
     */
    public static PgBouncerServer start(int postgresPort, String... settings) {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM), "skipped: the package pgbouncer is not installed on this machine");
        try {
            Path directory = Files.createTempDirectory("pgbouncer");
            int port = EmbeddedServers.freePort();
            PgBouncerServer server = new PgBouncerServer(directory, port);
            Files.writeString(directory.resolve("pgbouncer.ini"), server.configuration(postgresPort, settings));
            Files.writeString(directory.resolve("users.txt"), USERS);
            for (Path file : List.of(directory, directory.resolve("pgbouncer.ini"), directory.resolve("users.txt"))) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            server.start();
            return server;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private String configuration(int postgresPort, String... settings) {
        return """
                [databases]
                postgres = host=127.0.0.1 port=%d dbname=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                admin_users = admin
                stats_users = stats
                ignore_startup_parameters = extra_float_digits
                server_login_retry = 1
                %s
                """.formatted(
                postgresPort, port, directory.resolve("users.txt"), String.join(System.lineSeparator(), settings));
    }

    /** Starts it again on the same port. */
    public void start() {
        try {
            List<String> command = ROOT
                    ? List.of(
                            PROGRAM.toString(),
                            "-u",
                            "nobody",
                            directory.resolve("pgbouncer.ini").toString())
                    : List.of(
                            PROGRAM.toString(),
                            directory.resolve("pgbouncer.ini").toString());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log.txt").toFile())
                    .start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        await("PgBouncer listens").atMost(Duration.ofSeconds(20)).until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException ex) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** The URL of the database behind it. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port);
    }

    /** The URL of its console. */
    public String consoleUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/pgbouncer".formatted(port);
    }

    /** Runs a command of the console, such as {@code PAUSE postgres}. */
    public void run(String command) throws SQLException {
        try (Connection console = console();
                Statement statement = console.createStatement()) {
            statement.execute(command);
        }
    }

    /** What SHOW POOLS says in a column of the pool of a database. */
    public int shown(String database, String column) throws SQLException {
        try (Connection console = console();
                Statement statement = console.createStatement();
                ResultSet pools = statement.executeQuery("SHOW POOLS")) {
            while (pools.next()) {
                if (pools.getString("database").equals(database)) {
                    return pools.getInt(column);
                }
            }
            throw new IllegalArgumentException("no pool of " + database);
        }
    }

    private Connection console() throws SQLException {
        return DriverManager.getConnection(consoleUrl() + "?user=admin&preferQueryMode=simple&replication=true");
    }

    /** Stops the process at once, as a crash would. */
    public void stop() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
    }

    @Override
    public void close() {
        stop();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
