/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.poolstarter.actuate.PrometheusRules;
import org.poolstarter.advice.doctor.ConfigurationRule;
import org.poolstarter.autoconfigure.AccountPoolProperties;
import org.poolstarter.autoconfigure.JdbcPoolProperties;
import org.poolstarter.autoconfigure.LimitWindowProperties;
import org.poolstarter.autoconfigure.MongoPoolProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.autoconfigure.ProtectionProperties;
import org.poolstarter.jdbc.pgbouncer.PgBouncerMeter;
import org.poolstarter.metrics.OtelMeter;
import org.poolstarter.metrics.PoolMeter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tables of the docs say what the code says. {@code ./mvnw verify -Ddocs.update} rewrites them instead of failing.
 */
class GeneratedDocsTests {

    private static final Path DOCS = Path.of("..", "docs");
    private static final List<String> PROFILES =
            List.of("small", "medium", "large", "development", "constrained", "high-availability");

    @Test
    void theConfigurationPageIsUpToDate() throws IOException {
        Page page = new Page(DOCS.resolve("configuration.md"));
        page.put("keys of pools", keys(metadata("spring-configuration-metadata.json")));
        page.put("keys of jdbc", keys(metadata(sourceOf(JdbcPoolProperties.class))));
        page.put("keys of mongo", keys(metadata(sourceOf(MongoPoolProperties.class))));
        page.put("keys of accounts", keys(metadata(sourceOf(AccountPoolProperties.class))));
        page.put("keys of protection", keys(metadata(sourceOf(ProtectionProperties.class))));
        page.put("keys of windows", keys(metadata(sourceOf(LimitWindowProperties.class))));
        page.put("profiles of jdbc", profiles("jdbc"));
        page.put("profiles of mongo", profiles("mongo"));
        page.put("profiles of accounts", profiles("accounts"));
        page.verify();
    }

    @Test
    void theMetersPageIsUpToDate() throws IOException {
        List<String> meters =
                new ArrayList<>(List.of("| meter | kind | unit | meaning | published for |", "|---|---|---|---|---|"));
        for (PoolMeter meter : PoolMeter.values()) {
            meters.add("| `%s` | %s | %s | %s | %s |"
                    .formatted(
                            meter.meterName(),
                            meter.kind(),
                            meter.unit(),
                            meter.description(),
                            meter.coverage().description()));
        }
        List<String> conventional =
                new ArrayList<>(List.of("| metric | kind | unit | state | is |", "|---|---|---|---|---|"));
        for (OtelMeter meter : OtelMeter.values()) {
            conventional.add("| `%s` | %s | `%s` | %s | `%s` |"
                    .formatted(
                            meter.meterName(),
                            meter.meter().kind(),
                            meter.unit(),
                            (meter.state() != null) ? "`" + meter.state() + "`" : "",
                            meter.meter().meterName()));
        }
        List<String> behindPgBouncer =
                new ArrayList<>(List.of("| meter | kind | unit | meaning |", "|---|---|---|---|"));
        for (PgBouncerMeter meter : PgBouncerMeter.values()) {
            behindPgBouncer.add("| `%s` | %s | %s | %s |"
                    .formatted(
                            meter.meterName(),
                            meter.kind().name().toLowerCase(Locale.ROOT),
                            meter.unit(),
                            meter.description()));
        }
        Page page = new Page(DOCS.resolve("metrics.md"));
        page.put("meters", meters);
        page.put("meters as OpenTelemetry names them", conventional);
        page.put("meters of PgBouncer", behindPgBouncer);
        page.verify();
    }

    @Test
    void theWarningsPageHasEveryRuleOfTheConfiguration() throws IOException {
        List<String> rules = new ArrayList<>();
        for (ConfigurationRule rule : ConfigurationRule.values()) {
            if (!rules.isEmpty()) {
                rules.add("");
            }
            rules.addAll(List.of("## " + rule.code(), "", rule.meaning()));
        }
        Page page = new Page(DOCS.resolve("warnings.md"));
        page.put("rules of the configuration", rules);
        page.verify();
    }

    @Test
    void theSnippetsOfTheMongoPageAreWhatIsTested() throws IOException {
        Path code = Path.of("src", "test", "java", "org", "poolstarter", "docs", "twoclients");
        Path yaml = Path.of("src", "test", "resources", "org", "poolstarter", "docs", "twoclients", "two-clients.yml");
        List<String> java = new ArrayList<>(List.of("```java"));
        java.addAll(body(code.resolve("Clients.java")));
        java.add("");
        java.addAll(body(code.resolve("Archive.java")));
        java.add("```");
        List<String> configuration = new ArrayList<>(List.of("```yaml"));
        configuration.addAll(Files.readAllLines(yaml));
        configuration.add("```");
        Page page = new Page(DOCS.resolve("mongodb.md"));
        page.put("two clients, configured", configuration);
        page.put("two clients, used", java);
        page.verify();
    }

    @Test
    void theSnippetsOfTheClientsPageAreWhatIsTested() throws IOException {
        Page page = new Page(DOCS.resolve("pool-your-own-client.md"));
        List<String> configuration = new ArrayList<>(List.of("```yaml"));
        configuration.addAll(
                Files.readAllLines(Path.of("..", "pool-examples", "src", "test", "resources", "application.yml")));
        configuration.add("```");
        page.put("own clients, configured", configuration);
        page.put("own clients, beans", examples("Clients"));
        page.put("own clients, IMAP", examples("MailLogin", "MailFactory"));
        page.put("own clients, IMAP in use", examples("Inbox"));
        page.put("own clients, SFTP", examples("SftpLogin", "SftpConnection", "SftpFactory"));
        page.put("own clients, SFTP in use", examples("Uploads"));
        page.put("own clients, HTTP", examples("Tenant", "ApiSession", "ApiFactory"));
        page.put("own clients, HTTP in use", examples("Orders"));
        page.verify();
    }

    /** What comes after the imports, or the package, of each of these classes of the module pool-examples. */
    private static List<String> examples(String... classes) throws IOException {
        Path code = Path.of("..", "pool-examples", "src", "test", "java", "org", "poolstarter", "examples");
        List<String> snippet = new ArrayList<>(List.of("```java"));
        for (String name : classes) {
            if (snippet.size() > 1) {
                snippet.add("");
            }
            List<String> lines = Files.readAllLines(code.resolve(name + ".java"));
            int last = 0;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("import ") || lines.get(i).startsWith("package ")) {
                    last = i;
                }
            }
            snippet.addAll(lines.subList(last + 2, lines.size()));
        }
        snippet.add("```");
        return snippet;
    }

    /** What comes after the imports. */
    private static List<String> body(Path source) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int first = lines.stream()
                .filter(line -> line.startsWith("@"))
                .findFirst()
                .map(lines::indexOf)
                .orElseThrow();
        return lines.subList(first, lines.size());
    }

    @Test
    void theRulesOfPrometheusAreUpToDate() throws IOException {
        Page page = new Page(DOCS.resolve("prometheus/rules.yml"));
        page.replace(PrometheusRules.usual());
        page.verify();
    }

    @Test
    void everyKeyHasADescription() throws IOException {
        for (String file : List.of(
                "spring-configuration-metadata.json",
                sourceOf(JdbcPoolProperties.class),
                sourceOf(MongoPoolProperties.class),
                sourceOf(AccountPoolProperties.class),
                sourceOf(ProtectionProperties.class),
                sourceOf(LimitWindowProperties.class))) {
            assertThat(metadata(file))
                    .isNotEmpty()
                    .allSatisfy(
                            property -> assertThat(property.path("description").asString(""))
                                    .as(property.toString())
                                    .endsWith("."));
        }
    }

    private static List<String> keys(List<JsonNode> properties) {
        List<String> lines = new ArrayList<>(List.of("| key | type | default | meaning |", "|---|---|---|---|"));
        for (JsonNode property : properties) {
            String fallback = property.path("defaultValue").asString("");
            lines.add("| `%s` | %s | %s | %s |"
                    .formatted(
                            property.path("name").asString(),
                            simpleType(property.path("type").asString()),
                            fallback.isEmpty() ? "" : "`" + fallback + "`",
                            property.path("description").asString()));
        }
        return lines;
    }

    /** {@code java.util.Map<java.lang.String,a.b.C>} reads {@code map of C}, a list or set likewise, all else is its simple name. */
    private static String simpleType(String type) {
        if (type.startsWith("java.util.Map<")) {
            return "map of " + simpleType(type.substring(type.indexOf(',') + 1, type.length() - 1));
        }
        if (type.startsWith("java.util.List<")) {
            return "list of " + simpleType(type.substring(type.indexOf('<') + 1, type.length() - 1));
        }
        if (type.startsWith("java.lang.Class<")) {
            return "Class";
        }
        if (type.startsWith("java.util.Set<")) {
            return "set of " + simpleType(type.substring(type.indexOf('<') + 1, type.length() - 1));
        }
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    /** A row for each key that a built-in profile sets, a column for each profile; inherited values are filled in. */
    private static List<String> profiles(String backend) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = ProfileResolver.class.getResourceAsStream("built-in-profiles.properties")) {
            properties.load(Objects.requireNonNull(in));
        }
        Set<String> keys = new TreeSet<>();
        for (String name : properties.stringPropertyNames()) {
            String[] parts = name.split("\\.", 3);
            if (parts.length == 3 && parts[1].equals(backend)) {
                keys.add(parts[2]);
            }
        }
        Set<String> columns = new LinkedHashSet<>(backend.equals("mongo") ? PROFILES : PROFILES.subList(0, 3));
        if (backend.equals("jdbc")) {
            columns.add("behind-pgbouncer");
        }
        List<String> lines = new ArrayList<>();
        lines.add("| key | " + String.join(" | ", columns) + " |");
        lines.add("|---|" + "---|".repeat(columns.size()));
        for (String key : keys) {
            StringBuilder line = new StringBuilder("| `" + key + "` |");
            for (String profile : columns) {
                String value = inherited(properties, profile, backend + "." + key);
                line.append(value == null ? "  |" : " " + value + " |");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static @Nullable String inherited(Properties properties, String profile, String key) {
        String value = properties.getProperty(profile + "." + key);
        String base = properties.getProperty(profile + ".base");
        return (value != null || base == null) ? value : inherited(properties, base, key);
    }

    private static String sourceOf(Class<?> type) {
        return "spring/configuration-metadata/" + type.getName() + ".json";
    }

    private static List<JsonNode> metadata(String file) throws IOException {
        JsonNode root = JsonMapper.shared().readTree(Files.readString(Path.of("target/classes/META-INF", file)));
        return root.path("properties").valueStream().toList();
    }

    /** A page of prose with generated sections between markers. */
    private static final class Page {

        private final Path file;
        private final String before;
        private String text;

        Page(Path file) throws IOException {
            this.file = file;
            this.before = Files.readString(file);
            this.text = before;
        }

        void put(String section, List<String> lines) {
            String begin = "<!-- generated: " + section + " -->\n";
            int from = text.indexOf(begin) + begin.length();
            int to = text.indexOf("<!-- end -->", from);
            assertThat(from).as("marker of " + section).isGreaterThanOrEqualTo(begin.length());
            text = text.substring(0, from) + String.join("\n", lines) + "\n" + text.substring(to);
        }

        void replace(String all) {
            text = all;
        }

        void verify() throws IOException {
            if (System.getProperty("docs.update") != null) {
                Files.writeString(file, text);
            } else {
                assertThat(before)
                        .as("%s is stale: run ./mvnw verify -Ddocs.update", file.getFileName())
                        .isEqualTo(text);
            }
        }
    }
}
