/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With {@code --status}: what a collector that runs says of its pools, as a table. Starts nothing. */
final class Status {

    static final String STATUS = "status";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String ROW = "%-12s %-8s %-9s %6s %6s %8s %5s %12s %14s%n";

    private final JsonNode pools;

    private Status(JsonNode pools) {
        this.pools = pools;
    }

    /**
     * Asks the collector on the port of {@code --server.port}, 8080 unless given, and prints what it answers. Blocks
     * until then, for some seconds at most.
     *
     * @return the exit code: 0, or 1 if no collector answers
     */
    static int print(ApplicationArguments arguments, PrintStream out, PrintStream err) {
        List<String> ports = arguments.getOptionValues("server.port");
        String port = (ports == null || ports.isEmpty()) ? "8080" : ports.get(0);
        try {
            new Status(ask(port)).print(out);
            return 0;
        } catch (IOException | JacksonException | IllegalArgumentException ex) {
            String reason =
                    (ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getSimpleName();
            err.printf(
                    "No collector answers on port %s: %s%nStart one, or name its port by --server.port=<port>%n",
                    port, reason);
            return 1;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static JsonNode ask(String port) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/pools"))
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("/actuator/pools is answered with " + answer.statusCode());
        }
        JsonNode pools = JsonMapper.shared().readTree(answer.body()).path("pools");
        if (!pools.isObject()) {
            throw new IOException("/actuator/pools is answered without pools");
        }
        return pools;
    }

    private void print(PrintStream out) {
        out.printf(
                ROW, "pool", "backend", "status", "active", "idle", "pending", "max", "utilization", "p95 wait in ms");
        for (Map.Entry<String, JsonNode> pool : pools.properties()) {
            JsonNode entry = pool.getValue();
            JsonNode counts = entry.path("counts");
            out.printf(
                    ROW,
                    pool.getKey(),
                    entry.path("backend").asString("-"),
                    entry.path("status").asString("-"),
                    text(counts.path("active")),
                    text(counts.path("idle")),
                    text(counts.path("pending")),
                    text(counts.path("max")),
                    String.format(
                            Locale.ROOT,
                            "%.0f %%",
                            100 * entry.path("utilization").asDouble(0)),
                    decimal(entry.path("times").path("waitTime").path("p95Ms")));
        }
        for (Map.Entry<String, JsonNode> pool : pools.properties()) {
            JsonNode sessions = pool.getValue().path("sections").path("sessions");
            if (sessions.isObject()) {
                printSessions(pool.getKey(), sessions, out);
            }
        }
    }

    private static void printSessions(String pool, JsonNode sessions, PrintStream out) {
        out.printf(
                "%nsessions of %s: %s in all, %s of %s active%n",
                pool, text(sessions.path("total")), text(sessions.path("active")), text(sessions.path("max")));
        out.printf(
                "the last %s: average duration %s, errors %s%n",
                text(sessions.path("recent")),
                seconds(sessions.path("averageDuration").asString("")),
                text(sessions.path("errors")));
        print("averages", sessions.path("averages"), out);
        print("ended", sessions.path("ended"), out);
    }

    private static void print(String title, JsonNode values, PrintStream out) {
        List<String> parts = values.properties().stream()
                .filter(value -> value.getValue().asDouble(0) != 0)
                .map(value -> value.getKey() + " " + text(value.getValue()))
                .toList();
        if (!parts.isEmpty()) {
            out.println(title + ": " + String.join(", ", parts));
        }
    }

    private static String seconds(String duration) {
        return duration.isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.1f s",
                        DurationStyle.detectAndParse(duration).toMillis() / 1000.0);
    }

    private static String text(JsonNode value) {
        return value.isFloatingPointNumber() ? decimal(value) : value.isNumber() ? value.asString() : "-";
    }

    private static String decimal(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.1f", value.asDouble()) : "-";
    }
}
