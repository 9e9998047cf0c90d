/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page of all pools, as people see it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        args = {
            "--load",
            "--interval=1h",
            "--pools.budget.replicas=20",
            "--pools.budget.surge=5",
            "--pools.budget.reserve=20",
            "--pools.silence.mail=exclusive-in-replicas"
        })
@EnabledIf(
        value = "org.poolstarter.sample.Browser#isThere",
        disabledReason =
                "needs chromium and chromedriver in /usr/bin: the Debian packages chromium and chromium-driver")
class DashboardTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path PICTURES = Path.of("target", "dashboard");

    /** How often the page has asked for all pools. */
    private static final String ASKED =
            "performance.getEntriesByType('resource').filter((each) => each.name.endsWith('/pools'))";

    private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

    private static Browser browser;

    @LocalServerPort
    private int port;

    @Autowired
    private Load load;

    @Autowired
    @Qualifier("archive")
    private HikariDataSource archive;

    @Autowired
    private Pools pools;

    @BeforeAll
    static void openBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void beCalm() {
        load.stop();
        browser.size(1280, 900);
        browser.prefer("light");
    }

    @Test
    void threeBackendsAreShownWithoutAComplaintOrARequestElsewhere() {
        openAll();
        assertThat(browser.texts(".card h2")).containsExactly("archive", "mail", "sessions");
        assertThat(browser.texts(".card .backend")).containsExactly("JDBC", "Accounts", "MongoDB");
        openPool("archive");
        patiently().until(() -> browser.texts(".chart canvas").size() == 3);

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(page("")) || url.startsWith(origin()));
    }

    @Test
    void aSaturationAppearsWithinFiveAnswersOfASecondEachAndClears() throws Exception {
        openAll();
        noteWhenSaturated();
        Saturation saturation = new Saturation(archive);
        patiently().until(() -> archive.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
        long asked = timesAsked();

        patiently().untilAsserted(() -> {
            assertThat(card("archive", ".big")).isEqualTo("8 of 8 active");
            assertThat(card("archive", ".facts .raised")).isEqualTo("Pending\n1");
        });
        assertThat((Long) browser.ask("return window.saturatedAfter")).isLessThanOrEqualTo(asked + 5);
        patiently().untilAsserted(() -> assertThat(shortestPauseMillis()).isLessThan(1_500));
        patiently().untilAsserted(() -> {
            assertThat(card("archive", ".pill")).isEqualTo("Critical");
            assertThat(browser.texts("li.warning strong")).contains("saturated");
        });
        saturation.close();
        patiently().untilAsserted(() -> assertThat(card("archive", ".pill")).isEqualTo("Healthy"));
        assertThat(card("archive", ".big")).endsWith("of 8 active").doesNotStartWith("8");
    }

    @Test
    void aResizeIsShownBeforeItIsCarriedOutAndThenTakesEffect() {
        openPool("archive");
        resize("10");
        assertThat(browser.texts("#ask td")).containsExactly("max-size", "8", "10");
        assertThat(archive.getMaximumPoolSize()).as("while it was only tried").isEqualTo(8);

        browser.the("#carry-out").click();
        patiently().until(() -> browser.text("#ask .done").equals("Done."));
        assertThat(archive.getMaximumPoolSize()).isEqualTo(10);
        browser.the("#ask [data-close]").click();
        patiently()
                .untilAsserted(() -> assertThat(browser.texts(".limits tbody tr:first-child > *"))
                        .containsExactly("max-size", "10", "runtime"));

        resize("8");
        browser.the("#carry-out").click();
        patiently().until(() -> archive.getMaximumPoolSize() == 8);
    }

    @Test
    void aSettingOfOneNameIsChangedByItsNameAndItsValue() {
        openPool("mail");
        browser.the("form.change input[name='priorities which']").sendKeys("interactive");
        browser.the("form.change input[name='priorities value']").sendKeys("7");
        browser.the("form.change button").click();
        patiently().until(() -> !browser.texts("#carry-out, #ask .refused").isEmpty());

        assertThat(browser.texts("#ask td")).contains("priorities[interactive]", "7");
    }

    @Test
    void aRefusedOrderSaysWhy() {
        openPool("archive");
        resize("1000");
        assertThat(browser.text("#ask .refused")).contains("max-size");
        assertThat(browser.texts("#ask dd")).contains("1000");
        assertThat(browser.texts("#carry-out")).isEmpty();
    }

    @Test
    void textOfOthersStaysText() throws Exception {
        Guests guests = new Guests();
        pools.add(guests);
        try (Connection connection = archive.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select ? as \"" + HOSTILE.replace("\"", "\"\"") + "\"")) {
            statement.setString(1, HOSTILE);
            statement.executeQuery().close();
            openAll();
            patiently().until(() -> browser.texts(".card h2").contains(HOSTILE));
            browser.the("[data-pool^='<img'] h2 a").click();
            patiently().until(() -> browser.text("h1").equals(HOSTILE));
            assertThat(browser.texts("main td")).contains(HOSTILE);
            assertThat(browser.texts("main h2")).contains("A section nobody knows");
            openPool("archive");
            patiently()
                    .untilAsserted(() ->
                            assertThat(browser.texts("td code").toString()).contains("<img src=x"));

            assertThat(browser.texts("main img")).isEmpty();
            assertThat(browser.ask("return document.title")).isEqualTo("archive · mailbox-collector");
        } finally {
            pools.remove(guests);
        }
    }

    @Test
    void itIsUsedByTheKeyboardAlone() {
        openAll();
        press(Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("Skip to the pools");
        press(Keys.ENTER);
        press(Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("archive");
        press(Keys.ENTER);
        patiently().until(() -> browser.text("h1").equals("archive"));
        assertThat(browser.focused().getTagName()).as("what is read out then").isEqualTo("h1");
    }

    @Test
    void nothingIsAskedWhileThePageCannotBeSeen() {
        openAll();
        visible(false);
        long asked = timesAsked();
        await().during(Duration.ofSeconds(3))
                .atMost(PATIENCE)
                .until(() -> timesAsked() <= asked + 1); // the answer that was on its way
        visible(true);
        patiently().until(() -> timesAsked() > asked + 2);
    }

    @Test
    void timesAreThoseOfTheViewersZone() {
        browser.zone("Asia/Tokyo");
        try {
            openPool("archive");
            assertThat(browser.text("#foot")).isEqualTo("Times in Asia/Tokyo.");
            assertThat(browser.ask("return document.querySelector('main time').title"))
                    .asString()
                    .contains("GMT+9");
        } finally {
            browser.zone("");
        }
    }

    @Test
    void theSwitchTurnsTheThemeAndIsRemembered() {
        openAll();
        browser.the("#theme").click();
        browser.the("#theme").click();
        assertThat(browser.text("#theme")).isEqualTo("Theme: dark");
        openAll();
        assertThat(browser.text("#theme")).isEqualTo("Theme: dark");
        assertThat(browser.ask("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(15, 20, 26)");
        browser.the("#theme").click();
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 380"})
    void axeFindsNothing(String scheme, int width) throws Exception {
        browser.prefer(scheme);
        browser.size(width, 900);
        load.start();
        try (Saturation saturation = new Saturation(archive)) {
            openAll();
            patiently().until(() -> !browser.texts("li.warning:not(.silenced)").isEmpty());
            assertThat(browser.violations()).as("all pools").isEmpty();
            openPool("archive");
            patiently().until(() -> browser.texts("#title-section-holders").size() == 1);
            assertThat(browser.violations()).as("archive").isEmpty();
            resize("9");
            assertThat(browser.violations()).as("the dialogue").isEmpty();
            assertThat(saturation.waits()).isTrue();
        }
        openPool("mail");
        assertThat(browser.violations()).as("mail").isEmpty();
        openPool("sessions");
        assertThat(browser.violations()).as("sessions").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#/pools/archive", "#/pools/mail", "#/pools/sessions"})
    void onASmallScreenNothingIsCutOff(String route) {
        browser.size(380, 800);
        browser.open(page(route));
        patiently().until(() -> !browser.texts(".bar").isEmpty());
        assertThat(browser.ask("return document.documentElement.scrollWidth")).isEqualTo(380L);
    }

    @Test
    void picturesAreTakenUnderLoad() {
        load.start();
        openAll();
        patiently()
                .atMost(Duration.ofSeconds(60))
                .until(() -> card("archive", ".pill").equals("Critical"));
        patiently().until(() -> !browser.texts(".budget tbody tr").isEmpty());
        picture("dashboard-light", 1280, 900);
        browser.prefer("dark");
        picture("dashboard-dark", 1280, 900);
        browser.size(380, 1180);
        picture("dashboard-small", 380, 1180);
        browser.size(1280, 1330);
        browser.prefer("light");
        browser.the("[data-pool='archive'] h2 a").click(); // not opened anew: the charts go on
        patiently().until(() -> browser.texts("#title-section-holders").size() == 1);
        picture("dashboard-pool", 1280, 1330);
        patiently()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    browser.the("[data-ask='advice']").click(); // it wants to have seen some load
                    return !browser.texts("#advice-yaml").isEmpty();
                });
        picture("dashboard-counsel", "[data-key='counsel']", 1280);
        for (String pool : List.of("archive", "mail", "sessions")) { // to be looked at, not for the docs
            openPool(pool);
            patiently().until(() -> browser.texts("#title-events").size() == 1);
            browser.picture(PICTURES.resolve("whole-" + pool + ".png"), 1280, 4200);
        }
        assertThat(PICTURES.resolve("dashboard-light.png")).isNotEmptyFile();
    }

    private void openAll() {
        browser.open(page(""));
        patiently().until(() -> browser.texts(".card").size() >= 3);
    }

    private void openPool(String name) {
        browser.open(page("#/pools/" + name));
        patiently()
                .until(() -> browser.text("h1").equals(name)
                        && !browser.texts("canvas").isEmpty());
    }

    private void resize(String maxSize) {
        browser.the("form.change input[name='max-size']").sendKeys(maxSize);
        browser.the("form.change button").click();
        patiently().until(() -> !browser.texts("#carry-out, #ask .refused").isEmpty());
    }

    private static void press(Keys key) {
        browser.focused().sendKeys(key);
    }

    private static String card(String pool, String css) {
        return browser.text("[data-pool='" + pool + "'] " + css);
    }

    private static long timesAsked() {
        return (Long) browser.ask("return " + ASKED + ".length");
    }

    /** Has the page itself note how often it had asked when it shows that: whoever looks at it from outside may be late. */
    private static void noteWhenSaturated() {
        browser.ask("""
                const card = (css) => document.querySelector(`[data-pool='archive'] ${css}`)?.textContent;
                new MutationObserver(() => {
                  if (card('.big') === '8 of 8 active' && card('.facts .raised') === 'Pending1') {
                    window.saturatedAfter ??= %s.length;
                  }
                }).observe(document.body, { subtree: true, childList: true, characterData: true });
                return true;
                """.formatted(ASKED));
    }

    /** The shortest time from an answer to the next question; many seconds before there are two. */
    private static double shortestPauseMillis() {
        return ((Number) browser.ask("""
                        const asked = %s;
                        return Math.min(1e6, ...asked.slice(1).map((each, i) => each.startTime - asked[i].responseEnd));
                        """.formatted(ASKED))).doubleValue();
    }

    /** Chromium without a window shows every tab, so the page is told what it would be told. */
    private static void visible(boolean visible) {
        browser.ask("""
                Object.defineProperty(document, 'hidden', { value: %s, configurable: true });
                document.dispatchEvent(new Event('visibilitychange'));
                return true;
                """.formatted(!visible));
    }

    private static void picture(String name, int width, int height) {
        browser.picture(PICTURES.resolve(name + ".png"), width, height);
        if (Boolean.getBoolean("docs.images")) {
            browser.picture(Path.of("..", "docs", "images", name + ".png"), width, height);
        }
    }

    /** One element, over the width of the page. */
    private static void picture(String name, String css, int width) {
        browser.picture(PICTURES.resolve(name + ".png"), css, width);
        if (Boolean.getBoolean("docs.images")) {
            browser.picture(Path.of("..", "docs", "images", name + ".png"), css, width);
        }
    }

    private String origin() {
        return "http://localhost:" + port + "/";
    }

    private String page(String route) {
        return origin() + "actuator/poolsui" + route;
    }

    private static ConditionFactory patiently() {
        return await().atMost(PATIENCE).ignoreExceptions();
    }

    /** Holds every connection of a pool, and has one caller wait; until it is closed. */
    private static final class Saturation implements AutoCloseable {

        private final List<Connection> held = new ArrayList<>();
        private final CompletableFuture<Connection> caller;

        Saturation(HikariDataSource pool) {
            for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
                held.add(acquire(pool).join());
            }
            caller = acquire(pool);
        }

        /** On a thread of its own: one thread that holds several connections is another trouble. */
        private static CompletableFuture<Connection> acquire(HikariDataSource pool) {
            return CompletableFuture.supplyAsync(() -> insist(pool), task -> new Thread(task, "saturation").start());
        }

        /** However long a slow machine takes to look at the page, somebody waits. */
        private static Connection insist(HikariDataSource pool) {
            while (true) {
                try {
                    return pool.getConnection();
                } catch (SQLTransientConnectionException ex) {
                    // Its time was up: it comes back.
                } catch (SQLException ex) {
                    throw new CompletionException(ex);
                }
            }
        }

        boolean waits() {
            return !caller.isDone();
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : held) {
                connection.close();
            }
            caller.join().close();
        }
    }

    /** A pool of a backend that the page has never heard of, with names that nobody should have. */
    private static final class Guests implements Pool {

        @Override
        public String name() {
            return HOSTILE;
        }

        @Override
        public String backend() {
            return "guests";
        }

        @Override
        public PoolSnapshot snapshot() {
            return new PoolSnapshot(1, 0, 0, 0, 3, 0, 0.33);
        }

        @Override
        public Map<String, Object> sections() {
            return Map.of("aSectionNobodyKnows", List.of(Map.of("account", HOSTILE, HOSTILE, 1)));
        }
    }
}
