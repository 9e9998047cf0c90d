/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.RetryAfter;

class ApiFactory implements ClientFactory<Tenant, ApiSession> {

    private final HttpClient http;
    private final URI api;

    ApiFactory(HttpClient http, URI api) {
        this.http = http;
        this.api = api;
    }

    @Override
    public ApiSession open(Tenant tenant) throws IOException, InterruptedException, RetryAfter {
        HttpResponse<String> answer = http.send(
                request("/login", "Key " + tenant.key())
                        .POST(BodyPublishers.ofString(tenant.id()))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() == 429) {
            throw new RetryAfter(retryAfter(answer));
        }
        if (answer.statusCode() != 200) {
            throw new IOException("The log-in was answered with " + answer.statusCode());
        }
        return new ApiSession(answer.body());
    }

    @Override
    public boolean validate(ApiSession session) throws IOException, InterruptedException {
        return send(request("/login", "Bearer " + session.token())) == 200;
    }

    /** Tokens that nobody gives back count against the tenant until they expire. */
    @Override
    public void close(ApiSession session) throws IOException, InterruptedException {
        send(request("/login", "Bearer " + session.token()).DELETE());
    }

    private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private HttpRequest.Builder request(String path, String authorization) {
        return HttpRequest.newBuilder(api.resolve(path))
                .timeout(Duration.ofSeconds(5))
                .header("Authorization", authorization);
    }

    /** The header may hold a date, too; a minute will do then. */
    private static Duration retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[1-9][0-9]{0,8}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ofMinutes(1));
    }
}
