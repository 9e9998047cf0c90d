/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.Lease;

class Orders {

    private final AccountPool<Tenant, ApiSession> pool;
    private final HttpClient http;
    private final URI api;

    Orders(AccountPool<Tenant, ApiSession> pool, HttpClient http, URI api) {
        this.pool = pool;
        this.http = http;
        this.api = api;
    }

    String newest(Tenant tenant) throws IOException, InterruptedException {
        try (Lease<ApiSession> lease = pool.acquire(tenant)) {
            HttpRequest request = HttpRequest.newBuilder(api.resolve("/orders"))
                    .header("Authorization", "Bearer " + lease.client().token())
                    .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            lease.count("requests", 1);
            if (answer.statusCode() != 200) {
                IOException failure = new IOException("The orders were answered with " + answer.statusCode());
                lease.failed(failure);
                if (answer.statusCode() == 401) {
                    lease.discard(); // the token has expired: the next caller gets a new one
                }
                throw failure;
            }
            return answer.body();
        }
    }
}
