/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.FileCopyUtils;
import org.springframework.util.MimeType;
import org.springframework.util.StringUtils;

/**
 * A page that shows all pools to people. It is drawn in the browser from what {@link PoolsEndpoint} answers; this class
 * only hands out files of the jar. Safe for use by many threads.
 */
@WebEndpoint(id = "poolsui", defaultAccess = Access.READ_ONLY)
public final class DashboardEndpoint {

    private static final String HTML = "text/html;charset=UTF-8";
    private static final Map<String, MimeType> TYPES = Map.of(
            "js", MimeType.valueOf("text/javascript;charset=UTF-8"),
            "css", MimeType.valueOf("text/css;charset=UTF-8"),
            "svg", MimeType.valueOf("image/svg+xml"),
            "txt", MimeType.valueOf("text/plain;charset=UTF-8"));
    private static final Pattern FILE = Pattern.compile("[A-Za-z][\\w-]*(\\.[\\w-]+)*\\.(?<type>[a-z]+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(?<name>[a-z]+)}");

    private final String application;
    private final Supplier<DashboardPlaces> places;
    private final String template;

    /**
     * @param application the name that the page shows
     * @param endpoints where this page and the pools are found; asked when the page is
     */
    public DashboardEndpoint(String application, Supplier<WebEndpointsSupplier> endpoints) {
        this.application = application;
        this.places = () -> DashboardPlaces.of(endpoints.get());
        this.template = read("index.html");
    }

    /** The page. */
    @ReadOperation(produces = HTML)
    public WebEndpointResponse<String> page() {
        DashboardPlaces found = places.get();
        return page(found, found.files());
    }

    /**
     * A file of the page.
     *
     * @param path what follows the page's own path; nothing after a slash at its end
     * @return null, which the web answers with 404, if the page has no such file
     */
    @ReadOperation
    public @Nullable WebEndpointResponse<?> file(@Selector(match = Match.ALL_REMAINING) String[] path) {
        if (path.length == 0) {
            return page(places.get(), "");
        }
        Matcher name = FILE.matcher(path[0]);
        MimeType type = name.matches() ? TYPES.get(name.group("type")) : null;
        if (path.length > 1 || type == null) {
            return null;
        }
        Resource file = resource(path[0]);
        return file.exists() ? new WebEndpointResponse<>(file, WebEndpointResponse.STATUS_OK, type) : null;
    }

    private WebEndpointResponse<String> page(DashboardPlaces found, String files) {
        Map<String, String> values = Map.of(
                "application", application,
                "files", files,
                "pools", found.pools(),
                "steering", String.valueOf(found.steering()),
                "past", String.valueOf(found.past()));
        String html = PLACEHOLDER
                .matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(escaped(values.getOrDefault(place.group(1), ""))));
        return new WebEndpointResponse<>(html, WebEndpointResponse.STATUS_OK, MimeType.valueOf(HTML));
    }

    private static String escaped(String text) {
        String escaped = StringUtils.replace(text, "&", "&amp;");
        escaped = StringUtils.replace(escaped, "<", "&lt;");
        return StringUtils.replace(escaped, "\"", "&quot;");
    }

    private static String read(String name) {
        try (InputStream file = resource(name).getInputStream()) {
            return new String(FileCopyUtils.copyToByteArray(file), StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException("The dashboard's own " + name + " cannot be read", ex);
        }
    }

    private static Resource resource(String name) {
        return new ClassPathResource("dashboard/" + name, DashboardEndpoint.class);
    }
}
