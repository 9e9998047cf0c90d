/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerFacts.Timeout;

/** What PostgreSQL tells of itself. Any user may ask all of it, unless somebody has taken that away. */
final class PostgresAnswers {

    private static final int PORT = 5432;

    private PostgresAnswers() {}

    static ServerFacts read(Questions questions, JdbcUrl url) throws SQLException {
        Map<String, String> is = questions.rows("server", """
                select 'version', current_setting('server_version')
                union all select 'user', session_user::text
                union all select 'database', current_database()::text
                union all select 'address', host(inet_server_addr())
                union all select 'port', inet_server_port()::text
                union all select 'listens', current_setting('port')
                union all select 'client', host(inet_client_addr())
                union all select 'started', extract(epoch from pg_postmaster_start_time())::text
                """);
        Map<String, String> settings = questions.rows("pg_settings", """
                select name, setting from pg_settings where name in ('max_connections', 'superuser_reserved_connections',
                'reserved_connections', 'idle_session_timeout', 'idle_in_transaction_session_timeout')
                """);
        String system = questions.value("pg_control_system", "select system_identifier::text from pg_control_system()");
        Map<String, String> role = questions.rows("pg_roles", """
                select 'limit', rolconnlimit::text from pg_roles where rolname = session_user
                union all select 'superuser', rolsuper::text from pg_roles where rolname = session_user
                """);
        Integer databaseLimit = questions.number(
                "pg_database", "select datconnlimit::text from pg_database where datname = current_database()");
        Map<String, String> byApplication = questions.rows("pg_stat_activity", """
                select coalesce(nullif(application_name, ''), 'unnamed'), count(*)::text from pg_stat_activity
                where datid is not null and usesysid is not null and (%s or pid <> pg_backend_pid())
                group by 1 order by 1
                """.formatted(questions.isOfPool()));
        String user = is.get("user");
        Integer roleLimit = Questions.number(role.get("limit"));
        boolean superuser = Boolean.parseBoolean(role.get("superuser"));
        Server server = new Server(
                "PostgreSQL " + is.getOrDefault("version", "").replaceAll(" .*", ""),
                "postgresql " + identity(system, is, url),
                url.authority(),
                user,
                is.get("database"));
        return ServerFacts.of(server)
                .withLimits(limit(settings), limit(roleLimit, superuser, "role " + user))
                .withDatabaseLimit(limit(databaseLimit, superuser, "database " + is.get("database")))
                .withIdleTimeout(idleTimeout(settings))
                .withDetour(Detour.seen(url, PORT, Questions.number(is.get("port")), is.get("client")))
                .withValues(
                        shown(settings, roleLimit, databaseLimit, superuser, byApplication), questions.unreadable());
    }

    /* The port of the connection is no part of it: one over a socket of the machine has none. */
    private static String identity(@Nullable String system, Map<String, String> is, JdbcUrl url) {
        String started = is.get("started");
        return (started != null)
                ? "%s %s %s".formatted(system, started, is.get("listens"))
                : ServerAddress.comparable(url.authority(), PORT);
    }

    private static @Nullable Limit limit(Map<String, String> settings) {
        Integer max = Questions.number(settings.get("max_connections"));
        if (max == null) {
            return null;
        }
        int reserved = orZero(settings.get("superuser_reserved_connections"))
                + orZero(settings.get("reserved_connections")); // the second from PostgreSQL 16 on
        return new Limit(Math.max(0, max - reserved), "max_connections=%d less %d reserved".formatted(max, reserved));
    }

    /* -1 is PostgreSQL's word for none. Superusers are let in beyond. */
    private static @Nullable Limit limit(@Nullable Integer limit, boolean superuser, String of) {
        return (limit != null && limit >= 0 && !superuser)
                ? new Limit(limit, "CONNECTION LIMIT %d of %s".formatted(limit, of))
                : null;
    }

    /* From PostgreSQL 14 on, in milliseconds; 0 is its word for never. */
    private static @Nullable Timeout idleTimeout(Map<String, String> settings) {
        int millis = orZero(settings.get("idle_session_timeout"));
        return (millis > 0) ? new Timeout(Duration.ofMillis(millis), "idle_session_timeout") : null;
    }

    private static Map<String, Object> shown(
            Map<String, String> settings,
            @Nullable Integer roleLimit,
            @Nullable Integer databaseLimit,
            boolean superuser,
            Map<String, String> byApplication) {
        Map<String, Object> shown = new LinkedHashMap<>();
        settings.forEach((name, value) -> {
            Integer number = Questions.number(value);
            if (number != null) {
                shown.put(name, name.endsWith("timeout") ? off(Duration.ofMillis(number)) : (Object) number);
            }
        });
        put(shown, "role_connection_limit", roleLimit, superuser);
        put(shown, "database_connection_limit", databaseLimit, superuser);
        if (!byApplication.isEmpty()) {
            Map<String, Object> counts = new LinkedHashMap<>();
            byApplication.forEach((application, count) -> counts.put(application, orZero(count)));
            shown.put("connectionsByApplication", counts);
        }
        return shown;
    }

    private static void put(Map<String, Object> shown, String name, @Nullable Integer limit, boolean superuser) {
        if (limit != null) {
            shown.put(name, (limit < 0) ? "none" : superuser ? limit + ", not for superusers" : (Object) limit);
        }
    }

    private static Object off(Duration time) {
        return time.isZero() ? "off" : time;
    }

    private static int orZero(@Nullable String text) {
        Integer number = Questions.number(text);
        return (number != null) ? number : 0;
    }
}
