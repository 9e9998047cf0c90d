/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What the dashboard hands out, and where; how it looks is seen in a browser elsewhere. */
class DashboardEndpointTests {

    private static final String EXPOSED = "--management.endpoints.web.exposure.include=pools,poolsui";
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#]+)\"");
    private static final Pattern IMPORT = Pattern.compile("from '(\\./[^']+)'");
    private static final Pattern ADDRESS = Pattern.compile("https?://[\\w.-]+");

    private @Nullable ConfigurableApplicationContext application;

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
    }

    @Test
    void itIsNotThereUnlessItIsExposed() {
        String actuator = start("--management.endpoints.web.exposure.include=pools") + "/actuator/";
        assertThat(get(actuator + "pools").statusCode()).isEqualTo(200);
        assertThat(get(actuator + "poolsui").statusCode()).isEqualTo(404);
        assertThat(get(actuator + "poolsui/app.js").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageAndAllThatItLoadsHaveTheirTypes() {
        URI page = URI.create(start(EXPOSED) + "/actuator/poolsui");
        assertThat(type(get(page.toString()))).isEqualTo("text/html;charset=UTF-8");
        Set<URI> files = loaded(page);
        assertThat(files).hasSizeGreaterThan(15).allSatisfy(file -> {
            HttpResponse<String> answer = get(file.toString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(type(answer)).isEqualTo(typeOf(file.getPath()));
        });
        assertThat(get(page + "/uPlot-LICENSE.txt").body()).contains("MIT License", "Leon Sorokin");
    }

    @Test
    void nothingIsLoadedFromElsewhereAndNoScriptIsInThePage() {
        URI page = URI.create(start(EXPOSED) + "/actuator/poolsui");
        String html = get(page.toString()).body();
        assertThat(html)
                .contains("default-src 'none'; script-src 'self'; style-src 'self'")
                .doesNotContainPattern("<script[^>]*>[^<]")
                .doesNotContainPattern(" (on\\w+|style)=");
        List<String> texts = new ArrayList<>(List.of(html));
        loaded(page).forEach(file -> texts.add(get(file.toString()).body()));
        assertThat(texts)
                .allSatisfy(text -> assertThat(matches(ADDRESS, text, MatchResult::group))
                        .as("addresses")
                        .isSubsetOf("http://www.w3.org", "https://github.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/poolsui --management.endpoints.web.exposure.include=pools,poolsui",
                "/actuator/poolsui/ --management.endpoints.web.exposure.include=pools,poolsui",
                "/poolsui --management.endpoints.web.base-path=/",
                "/app/manage/poolsui --server.servlet.context-path=/app --management.endpoints.web.base-path=/manage",
                "/m/a/show/all --management.endpoints.web.base-path=/m/a --management.endpoints.web.path-mapping.poolsui=show/all",
                "/actuator/poolsui --management.endpoints.web.path-mapping.pools=connections/pools",
                "/admin/actuator/poolsui --management.server.port=0 --management.server.base-path=/admin"
            })
    void itFindsItsFilesAndThePoolsWhereverTheyAre(String addressAndArguments) {
        String[] words = addressAndArguments.split(" ");
        String[] arguments = words.clone();
        arguments[0] = EXPOSED;
        URI page = URI.create(start(arguments) + words[0]);
        String html = get(page.toString()).body();

        assertThat(loaded(page))
                .hasSizeGreaterThan(15)
                .allSatisfy(
                        file -> assertThat(get(file.toString()).statusCode()).isEqualTo(200));
        URI files = loaded(page).iterator().next().resolve(".");
        assertThat(get(files.resolve(data(html, "pools")).toString()).body()).contains("\"pools\":{");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.js",
                "index.html",
                "app.js/app.js",
                "..%2fDashboardEndpoint.class",
                "%2e%2e/DashboardEndpoint.class",
                "package-info.class"
            })
    void nothingButTheFilesOfThePageIsHandedOut(String path) {
        assertThat(get(start(EXPOSED) + "/actuator/poolsui/" + path).statusCode())
                .isIn(400, 404);
    }

    @Test
    void thePageKnowsWhetherOrdersAreTaken() {
        String page = start(EXPOSED) + "/actuator/poolsui";
        assertThat(data(get(page).body(), "steering")).isEqualTo("false");
        stop();
        page = start(EXPOSED, "--management.endpoint.pools.access=unrestricted") + "/actuator/poolsui";
        assertThat(data(get(page).body(), "steering")).isEqualTo("true");
        stop();
        page = start(
                        EXPOSED,
                        "--management.endpoint.pools.access=unrestricted",
                        "--management.endpoints.access.max-permitted=read-only")
                + "/actuator/poolsui";
        assertThat(data(get(page).body(), "steering")).isEqualTo("false");
    }

    @Test
    void withoutTheEndpointOfPoolsThePageSaysSo() {
        String page = start("--management.endpoints.web.exposure.include=poolsui") + "/actuator/poolsui";
        assertThat(data(get(page).body(), "pools")).isEmpty();
    }

    @Test
    void theNameOfTheApplicationCannotBreakThePage() {
        String html = get(start(EXPOSED, "--spring.application.name=\"><script>x</script>") + "/actuator/poolsui")
                .body();
        assertThat(html)
                .contains("data-application=\"&quot;>&lt;script>x&lt;/script>")
                .doesNotContain("<script>x");
    }

    private String start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server.port=0");
        ConfigurableApplicationContext started = SpringApplication.run(Application.class, all.toArray(String[]::new));
        application = started;
        String port = started.getEnvironment()
                .getProperty(
                        "local.management.port", started.getEnvironment().getRequiredProperty("local.server.port"));
        return "http://127.0.0.1:" + port;
    }

    /** What a page loads: its links, and the imports of its scripts, and their imports. */
    private static Set<URI> loaded(URI page) {
        Set<URI> files = new LinkedHashSet<>();
        List<URI> open =
                new ArrayList<>(matches(LINK, get(page.toString()).body(), link -> page.resolve(link.group(1))));
        while (!open.isEmpty()) {
            URI file = open.remove(0);
            if (files.add(file) && file.getPath().endsWith(".js")) {
                open.addAll(matches(IMPORT, get(file.toString()).body(), module -> file.resolve(module.group(1))));
            }
        }
        return files;
    }

    private static <T> List<T> matches(Pattern pattern, String text, Function<MatchResult, T> what) {
        return pattern.matcher(text).results().map(what).toList();
    }

    private static String data(String html, String name) {
        return matches(Pattern.compile("data-" + name + "=\"([^\"]*)\""), html, found -> found.group(1))
                .get(0);
    }

    private static String typeOf(String file) {
        return switch (file.substring(file.lastIndexOf('.'))) {
            case ".js" -> "text/javascript;charset=UTF-8";
            case ".css" -> "text/css;charset=UTF-8";
            case ".svg" -> "image/svg+xml";
            default -> "unexpected";
        };
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("none");
    }

    /** Asks as a browser does that has been told nothing of JSON. */
    private static HttpResponse<String> get(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Accept", "text/html,text/css,image/svg+xml,*/*;q=0.1")
                .build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, MongoAutoConfiguration.class})
    static class Application {}
}
