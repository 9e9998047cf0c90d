/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.context.ApplicationContext;

/**
 * The answer of a running application.
 *
 * @param status the HTTP status
 * @param body the body as text
 */
public record HttpResult(int status, String body) {

    /** Gets a path from the application's own port. */
    public static HttpResult get(ApplicationContext application, String path) {
        return get(application, path, Duration.ofSeconds(30));
    }

    /** Posts JSON to a path of the application's own port. */
    public static HttpResult post(ApplicationContext application, String path, String json) {
        return send(request(application, path, Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** As {@link #get(ApplicationContext, String)}, and fails if the answer takes longer than this. */
    public static HttpResult get(ApplicationContext application, String path, Duration timeout) {
        return send(request(application, path, timeout).build());
    }

    private static HttpRequest.Builder request(ApplicationContext application, String path, Duration timeout) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(timeout);
    }

    private static HttpResult send(HttpRequest request) {
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return new HttpResult(response.statusCode(), response.body());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    /** The value at a JSON path of the body. */
    public Object at(String path) {
        return JsonPath.read(body, path);
    }
}
