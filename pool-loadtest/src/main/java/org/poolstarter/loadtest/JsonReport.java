/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The whole report as JSON, times in milliseconds. */
final class JsonReport {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    static String write(Report report) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", 1);
        root.put("verdict", report.reached() ? "ok" : "below");
        root.put("report", report);
        return MAPPER.writeValueAsString(root);
    }
}
