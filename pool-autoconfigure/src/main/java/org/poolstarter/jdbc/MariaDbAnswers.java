/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerFacts.Timeout;

/** What MariaDB or MySQL tells of itself to any user. */
final class MariaDbAnswers {

    private static final int PORT = 3306;

    private MariaDbAnswers() {}

    static ServerFacts read(Questions questions, JdbcUrl url) throws SQLException {
        Map<String, String> variables = questions.rows("variables", """
                show session variables where variable_name in ('version', 'hostname', 'port', 'server_id', 'server_uid',
                'server_uuid', 'max_connections', 'max_user_connections', 'wait_timeout', 'interactive_timeout')
                """);
        Map<String, String> status =
                questions.rows("status", "show global status where variable_name in ('Threads_connected')");
        String user = questions.value("user", "select current_user()");
        String client = questions.value(
                "processlist", "select host from information_schema.processlist where id = connection_id()");
        String version = variables.getOrDefault("version", "");
        Server server = new Server(
                (version.contains("MariaDB") ? "MariaDB " : "MySQL ") + version.replaceAll("-.*", ""),
                "mariadb " + identity(variables, url),
                url.authority(),
                user,
                questions.value("database", "select database()"));
        return ServerFacts.of(server)
                .withLimits(
                        limit(variables.get("max_connections"), "max_connections", 1),
                        limit(variables.get("max_user_connections"), "max_user_connections", 1))
                .withIdleTimeout(idleTimeout(variables.get("wait_timeout")))
                .withDetour(Detour.seen(
                        url,
                        PORT,
                        Questions.number(variables.get("port")),
                        (client != null) ? client.replaceFirst(":\\d+$", "") : null))
                .withValues(shown(variables, status), questions.unreadable());
    }

    private static String identity(Map<String, String> variables, JdbcUrl url) {
        List<String> names = List.of("hostname", "port", "server_id", "server_uid", "server_uuid");
        return variables.containsKey("hostname")
                ? names.stream()
                        .map(name -> String.valueOf(variables.get(name)))
                        .collect(Collectors.joining(" "))
                : ServerAddress.comparable(url.authority(), PORT);
    }

    /* 0 is the word for none; the value of a session is that of its account, where the account has one. */
    private static @Nullable Limit limit(@Nullable String text, String name, int least) {
        Integer number = Questions.number(text);
        return (number != null && number >= least) ? new Limit(number, name + "=" + number) : null;
    }

    private static @Nullable Timeout idleTimeout(@Nullable String text) {
        Integer seconds = Questions.number(text);
        return (seconds != null && seconds > 0) ? new Timeout(Duration.ofSeconds(seconds), "wait_timeout") : null;
    }

    private static Map<String, Object> shown(Map<String, String> variables, Map<String, String> status) {
        Map<String, Object> shown = new LinkedHashMap<>();
        put(shown, "max_connections", variables.get("max_connections"));
        put(shown, "max_user_connections", variables.get("max_user_connections"));
        putTime(shown, "wait_timeout", variables.get("wait_timeout"));
        putTime(shown, "interactive_timeout", variables.get("interactive_timeout"));
        put(shown, "Threads_connected", status.get("Threads_connected"));
        return shown;
    }

    private static void put(Map<String, Object> shown, String name, @Nullable String text) {
        Integer number = Questions.number(text);
        if (number != null) {
            shown.put(name, number);
        }
    }

    private static void putTime(Map<String, Object> shown, String name, @Nullable String text) {
        Integer seconds = Questions.number(text);
        if (seconds != null) {
            shown.put(name, Duration.ofSeconds(seconds));
        }
    }
}
