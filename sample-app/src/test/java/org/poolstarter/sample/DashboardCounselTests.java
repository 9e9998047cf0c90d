/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What the page tells beyond counts: silenced warnings, the connection budget, the advice, the doctor, and the replicas of an
 * account pool.
 */
@EnabledIf(
        value = "org.poolstarter.sample.Browser#isThere",
        disabledReason =
                "needs chromium and chromedriver in /usr/bin: the Debian packages chromium and chromium-driver")
class DashboardCounselTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path PICTURES = Path.of("target", "dashboard");
    private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

    /** Answers as an application could that wants to be more than text. */
    private static final String HOSTILE_ANSWERS = """
            const bad = "<img src=x onerror=\\"document.title='owned'\\">";
            const answers = {
              '/pools/budget': { replicas: 2, surge: 0, reserve: 1, over: true, unknown: { [bad]: bad }, bounds: [
                { server: bad, address: bad, scope: bad, setBy: bad, pools: { [bad]: 8 }, perInstance: 8, needed: 17, granted: 10, over: true }] },
              '/advice': { pool: bad, verdict: bad, summary: bad, size: { current: 8, origin: bad, advised: 12 }, confidence: bad,
                windowSeconds: 60, uses: 1, evidence: { [bad]: bad, list: [bad] }, saturation: bad, yaml: `pools:\\n  ${bad}\\n`,
                further: [{ setting: bad, value: 1, summary: bad, evidence: {} }] },
              '/doctor': { rules: { [bad]: bad, quiet: 'silenced' }, server: {}, findings: [
                { code: bad, severity: 'CRITICAL', remedy: bad, evidence: {}, windowSeconds: 0, since: '2026-01-01T00:00:00Z' }] },
            };
            const real = window.fetch;
            window.fetch = (url, options) => {
              const key = Object.keys(answers).find((each) => String(url).endsWith(each));
              return key ? Promise.resolve(new Response(JSON.stringify(answers[key]))) : real(url, options);
            };
            return true;
            """;

    private static Browser browser;
    private static ConfigurableApplicationContext collector;

    private ConfigurableApplicationContext shown;

    @BeforeAll
    static void start() throws IOException {
        collector = MailboxCollector.run(
                "--spring.profiles.active=cluster",
                "--server.port=0",
                "--embedded.redis.port=" + freePort(),
                "--pools.accounts.mail.cluster.replica=" + HOSTILE,
                "--pools.accounts.mail.cluster.max-size=20",
                "--pools.budget.replicas=40",
                "--pools.budget.reserve=3",
                "--pools.silence.archive=over-budget");
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (collector != null) {
            collector.close();
        }
    }

    @BeforeEach
    void beCalm() {
        shown = collector;
        browser.size(1280, 900);
        browser.prefer("light");
    }

    @Test
    void whatIsSilencedIsFoldedAndSaysSo() {
        openAll();
        patiently().until(() -> browser.text("details.silenced summary").equals("1 silenced by pools.silence"));
        assertThat(browser.texts("ul[data-key='loud'] strong")).doesNotContain("over-budget");
        assertThat(browser.text("li.warning.silenced")).as("while it is folded").isEmpty();
        assertThat(browser.text("[data-pool='archive'] .worst")).isEqualTo("Backend answers · 1 silenced");

        browser.the("details.silenced summary").sendKeys(Keys.ENTER);
        patiently()
                .untilAsserted(() -> assertThat(browser.text("li.warning.silenced"))
                        .startsWith("Silenced, warning\nover-budget\narchive\n")
                        .contains("pools.jdbc.archive.max-size=7"));
        openPool("archive");
        assertThat(browser.text("[data-key='warnings'] summary")).isEqualTo("1 silenced by pools.silence");
    }

    @Test
    void theBudgetIsATableOfServers() {
        openAll();
        patiently().until(() -> !browser.texts(".budget tbody tr").isEmpty());

        assertThat(browser.text("[data-key='panel-budget'] .note"))
                .isEqualTo("Connections that all instances may open: 40 replicas, 3 left to others.\nOver");
        assertThat(browser.text(".budget tbody tr"))
                .startsWith("PostgreSQL ")
                .contains("archive 8", "323", "8 × 40 + 3", "297", "109 %");
        assertThat(browser.the(".budget .bar.high").getAttribute("aria-valuetext"))
                .isEqualTo("323 of 297, 109 %");
        assertThat(browser.texts("[data-key='panel-budget'] p[data-key='sessions']"))
                .as("the embedded server does not say")
                .singleElement()
                .asString()
                .startsWith("Not known for sessions: ");
    }

    @Test
    void adviceAndDoctorAreAskedWhenAPageOpensAndNotEachSecond() {
        openPool("archive");
        patiently().until(() -> browser.texts("#title-advice, #title-doctor").size() == 2);
        assertThat(browser.text("[data-key='panel-advice'] .verdict")).startsWith("Too little seen\n8 max-size");
        assertThat(browser.text("[data-key='panel-doctor'] li.warning")).startsWith("Silenced, warning\nover-budget\n");
        assertThat(browser.text("[data-key='panel-doctor'] summary")).matches("All \\d+ rules");

        long before = asked("/pools/archive");
        patiently().until(() -> asked("/pools/archive") >= before + 4);
        assertThat(asked("/advice")).isEqualTo(1);
        assertThat(asked("/doctor")).isEqualTo(1);

        browser.the("[data-ask='advice']").sendKeys(Keys.ENTER);
        patiently().until(() -> asked("/advice") == 2);
        assertThat(browser.focused().getText()).as("the button stays").isEqualTo("Ask again");
        assertThat(asked("/doctor")).isEqualTo(1);
    }

    @Test
    void whatIsToBePastedIsCopiedOrMarked() {
        openAll();
        browser.ask(HOSTILE_ANSWERS);
        goTo("archive");
        patiently().until(() -> !browser.texts("#advice-yaml").isEmpty());
        browser.ask("""
                Object.defineProperty(navigator, 'clipboard',
                    { value: { writeText: async (text) => { window.copied = text; } }, configurable: true });
                return true;
                """);
        browser.the("[data-copy]").click();
        patiently().until(() -> browser.text("#copied").equals("Copied."));
        assertThat(browser.ask("return window.copied")).isEqualTo("pools:\n  " + HOSTILE + "\n");

        browser.ask("Object.defineProperty(navigator, 'clipboard', { value: undefined }); return true");
        browser.the("[data-copy]").click();
        patiently().until(() -> browser.text("#copied").equals("Marked: copy it by keyboard."));
        assertThat(browser.ask("return getSelection().toString()")).asString().contains(HOSTILE);
    }

    @Test
    void theReplicasOfAnAccountPoolAreShown() {
        openPool("mail");
        assertThat(browser.text("#title-section-cluster")).isEqualTo("Over all replicas");
        assertThat(browser.text("[data-key='panel-section-cluster'] .pill")).isEqualTo("Redis answers");
        patiently()
                .untilAsserted(() -> assertThat(browser.texts("[data-key='panel-section-cluster'] dt"))
                        .contains("This replica", "Permits of all", "Lease", "Renewal took", "Renewed", "Lost"));
        assertThat(browser.texts("[data-key='panel-section-cluster'] dd")).contains(HOSTILE, "10.0 s");
        patiently()
                .untilAsserted(
                        () -> assertThat(browser.text(".shares tbody th")).isEqualTo(HOSTILE + " (this one)"));
        assertThat(browser.ask("return document.title")).isEqualTo("mail · mailbox-collector");
    }

    @Test
    void textOfOthersStaysText() {
        openAll();
        browser.ask(HOSTILE_ANSWERS);
        goTo("archive");
        patiently().untilAsserted(() -> assertThat(browser.text("#advice-yaml")).contains(HOSTILE));
        assertThat(browser.text("[data-key='panel-advice']")).contains("Why callers wait: " + HOSTILE);
        assertThat(browser.text("[data-key='panel-doctor'] li.warning strong")).isEqualTo(HOSTILE);
        assertThat(browser.violations()).as("archive").isEmpty();
        assertThat(browser.texts("main img")).isEmpty();
        assertThat(browser.ask("return document.title")).isEqualTo("archive · mailbox-collector");
    }

    @Test
    void aBudgetOfOthersStaysText() {
        browser.open(page("#/pools/archive"));
        browser.ask(HOSTILE_ANSWERS);
        patiently().until(() -> browser.text("h1").equals("archive"));
        browser.the(".back a").click();
        patiently().until(() -> browser.text(".budget .place").startsWith(HOSTILE + " at " + HOSTILE));

        assertThat(browser.text("[data-key='panel-budget']")).contains("Not known for " + HOSTILE + ": " + HOSTILE);
        assertThat(browser.texts("main img")).isEmpty();
        assertThat(browser.ask("return document.title")).isEqualTo("Pools · mailbox-collector");
    }

    @Test
    void whatTheApplicationDoesNotTellIsNotShown() {
        try (ConfigurableApplicationContext silent = MailboxCollector.run(
                "--server.port=0",
                "--collector.interval=1h",
                "--pools.doctor.enabled=false",
                "--pools.history.enabled=false")) {
            shown = silent;
            openPool("archive");
            patiently().until(() -> asked("/advice") == 1 && asked("/doctor") == 1);
            long before = asked("/pools/archive");
            patiently().until(() -> asked("/pools/archive") >= before + 2);
            assertThat(browser.texts("#title-advice, #title-doctor")).isEmpty();
            browser.the(".back a").click();
            patiently().until(() -> browser.texts(".card").size() >= 3 && asked("/budget") == 1);
            assertThat(browser.texts("#title-budget, details.silenced")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 380"})
    void axeFindsNothingAndNothingIsCutOff(String scheme, int width) {
        browser.prefer(scheme);
        browser.size(width, 900);
        openAll();
        patiently().until(() -> !browser.texts(".budget tbody tr").isEmpty());
        browser.the("details.silenced summary").click();
        List<Object> wrong = new ArrayList<>(browser.violations());
        assertThat(browser.ask("return document.documentElement.scrollWidth")).isEqualTo((long) width);
        picture("counsel-all-" + scheme, width);
        openPool("archive");
        patiently().until(() -> browser.texts("#title-advice, #title-doctor").size() == 2);
        browser.the("[data-key='panel-doctor'] summary").click();
        wrong.addAll(browser.violations());
        assertThat(browser.ask("return document.documentElement.scrollWidth")).isEqualTo((long) width);
        picture("counsel-archive-" + scheme, width);
        openPool("mail");
        patiently().until(() -> !browser.texts(".shares tbody tr").isEmpty());
        wrong.addAll(browser.violations());
        assertThat(browser.ask("return document.documentElement.scrollWidth")).isEqualTo((long) width);
        picture("counsel-mail-" + scheme, width);
        assertThat(wrong).isEmpty();
    }

    private void openAll() {
        browser.open(page(""));
        patiently().until(() -> browser.texts(".card").size() >= 3);
    }

    private void openPool(String name) {
        browser.open(page("#/pools/" + name));
        patiently().until(() -> browser.text("h1").equals(name));
    }

    /** Without loading the page anew. */
    private void goTo(String name) {
        browser.the("[data-pool='" + name + "'] h2 a").click();
        patiently().until(() -> browser.text("h1").equals(name));
    }

    /** How often something with this end was asked since the page was opened. */
    private static long asked(String end) {
        return (Long) browser.ask(
                "return performance.getEntriesByType('resource').filter((each) => each.name.endsWith('%s')).length"
                        .formatted(end));
    }

    private static void picture(String name, int width) {
        browser.ask("window.scrollTo(0, 0); return true"); // what sticks to the top stays there
        long height = (Long) browser.ask("return document.documentElement.scrollHeight");
        browser.picture(PICTURES.resolve(name + ".png"), width, (int) height);
    }

    private String page(String route) {
        return "http://localhost:%s/actuator/poolsui%s"
                .formatted(shown.getEnvironment().getRequiredProperty("local.server.port"), route);
    }

    private static ConditionFactory patiently() {
        return await().atMost(PATIENCE).ignoreExceptions();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
