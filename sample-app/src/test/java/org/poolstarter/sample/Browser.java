/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import com.jayway.jsonpath.JsonPath;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.springframework.core.io.ClassPathResource;

/** Chromium of the system, without a window. Nothing is downloaded: without it and its driver, tests are skipped. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** Around an element in a picture, in pixels. */
    private static final int SPACE = 12;

    private final ChromeDriver driver;

    Browser() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars");
        File executable = DRIVER.toFile();
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(executable)
                        .build(),
                options);
        size(1280, 900);
    }

    /** Whether there is one; the condition of the tests that need it. */
    static boolean isThere() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** Opens a page as if for the first time, and forgets what was logged before. */
    void open(String url) {
        driver.get("about:blank");
        driver.manage().logs().get(LogType.BROWSER);
        driver.manage().logs().get(LogType.PERFORMANCE);
        driver.get(url);
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Has the system prefer {@code light} or {@code dark}. */
    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void zone(String id) {
        driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", id));
    }

    /** The text of the first element, without space around it; empty if there is none. */
    String text(String css) {
        return all(css).findFirst().map(WebElement::getText).orElse("");
    }

    List<String> texts(String css) {
        return all(css).map(WebElement::getText).toList();
    }

    WebElement the(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    private Stream<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css)).stream();
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** What a function body returns in the page. */
    Object ask(String script) {
        return Objects.requireNonNull(driver.executeScript(script));
    }

    /** What the page has complained of since it was opened. */
    List<String> complaints() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .map(LogEntry::toString)
                .toList();
    }

    /** Every address that was asked since the page was opened. */
    List<String> requests() {
        return StreamSupport.stream(
                        driver.manage().logs().get(LogType.PERFORMANCE).spliterator(), false)
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .map(message -> JsonPath.<String>read(message, "$.message.params.request.url"))
                .toList();
    }

    /** What axe-core finds wrong with the page as it is now, a line each. */
    List<?> violations() {
        driver.executeScript(axe());
        return (List<?>) Objects.requireNonNull(driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then((result) => done(result.violations.flatMap((violation) =>
                    violation.nodes.map((node) => `${violation.id}: ${node.target} ${node.failureSummary}`))));
                """));
    }

    /** The page from top to bottom, or down to a height, as PNG. */
    void picture(Path file, int width, int height) {
        picture(file, Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1));
    }

    /** The page from above to below an element, with a little space around it, as PNG. */
    void picture(Path file, String css, int width) {
        Rectangle place = the(css).getRect();
        picture(
                file,
                Map.of("x", 0, "y", place.y - SPACE, "width", width, "height", place.height + 2 * SPACE, "scale", 1));
    }

    private void picture(Path file, Map<String, Object> clip) {
        Map<String, Object> answer = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of("format", "png", "optimizeForSpeed", false, "captureBeyondViewport", true, "clip", clip));
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, Base64.getDecoder().decode(String.valueOf(answer.get("data"))));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static String axe() {
        try {
            return new ClassPathResource("axe.min.js").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
