/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** An HTTP API: POST /login answers a token, GET asks whether it still holds, DELETE gives it back. */
final class ApiServer {

    private final HttpServer server;
    private final Map<String, String> tenants = new ConcurrentHashMap<>();
    private final Set<String> overdue = ConcurrentHashMap.newKeySet();

    ApiServer() throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/login", this::login);
        server.createContext("/orders", exchange -> answer(exchange, known(exchange) ? 200 : 401, "order 4711"));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** From now on the log-ins of this tenant are answered with "too many requests, in 30 seconds again". */
    void refuse(String tenant) {
        overdue.add(tenant);
    }

    /** All tokens of a tenant expire. */
    void expire(String tenant) {
        tenants.values().removeIf(tenant::equals);
    }

    boolean hasToken(String tenant) {
        return tenants.containsValue(tenant);
    }

    void close() {
        server.stop(0);
    }

    private void login(HttpExchange exchange) throws IOException {
        String tenant = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                if (overdue.contains(tenant)) {
                    exchange.getResponseHeaders().add("Retry-After", "30");
                    answer(exchange, 429, "");
                } else if (!("Key " + tenant + "-key").equals(authorization(exchange))) {
                    answer(exchange, 401, "");
                } else {
                    String token = UUID.randomUUID().toString();
                    tenants.put(token, tenant);
                    answer(exchange, 200, token);
                }
            }
            case "DELETE" -> {
                tenants.remove(token(exchange));
                answer(exchange, 200, "");
            }
            default -> answer(exchange, known(exchange) ? 200 : 401, "");
        }
    }

    private boolean known(HttpExchange exchange) {
        return tenants.containsKey(token(exchange));
    }

    private static String token(HttpExchange exchange) {
        return authorization(exchange).replace("Bearer ", "");
    }

    private static String authorization(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
