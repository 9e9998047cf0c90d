/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.Lease;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The calls of the README about the pool {@code mail}, and what is then shown. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "collector.interval=1h",
            "collector.threads=14",
            "embedded.mail.accounts=14",
            "pools.accounts.mail.max-size=10",
            "pools.accounts.mail.acquire-timeout=2m",
            "pools.accounts.mail.circuit-breaker.wait-duration-in-open-state=3s"
        })
class AccountFlowsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String MAIL = "/actuator/pools/mail";

    @LocalServerPort
    private int port;

    @Autowired
    private AccountPool<MailAccount, ImapSession> mail;

    @Autowired
    private CollectionPlan plan;

    private RestTestClient client;

    @BeforeEach
    void awaitTheFirstRound() {
        client = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(JsonPath.<List<Object>>read(get("/accounts"), "$[*].lastSuccess"))
                        .as("once the first collection is over nobody else uses the pool")
                        .hasSize(14)
                        .doesNotContainNull());
    }

    @AfterEach
    void end() {
        client.delete().uri("/practice/mail").exchange().expectStatus().isNoContent();
        order("{\"action\":\"resume\"}");
        order("{\"action\":\"change\",\"set\":\"max-size=10\"}");
    }

    @Test
    void aCollectionLeavesARecordAndIsInTheSummary() {
        assertThat(collect("anna").getStatus().value()).isEqualTo(200);

        String records = get(MAIL + "/sessions?account=anna&size=1");
        assertThat(text(records, "$.entries[0].account")).isEqualTo("anna");
        assertThat(text(records, "$.entries[0].ended")).isEqualTo("released");
        assertThat(text(records, "$.entries[0].counters.folders")).isEqualTo("4");
        assertThat(text(records, "$.entries[0].counters.messages")).isEqualTo("0");
        String pool = get(MAIL);
        assertThat(number(pool, "$.sections.sessions.total")).isGreaterThan(14);
        assertThat(JsonPath.<Double>read(pool, "$.sections.sessions.averages.messages"))
                .isPositive();
    }

    @Test
    void itsConnectionIsAmongTheEvents() {
        String events = get(MAIL + "/events?account=emma&type=opened");
        assertThat(text(events, "$.entries[0].account")).isEqualTo("emma");
        assertThat(text(events, "$.entries[0].details.took")).isNotBlank();
        assertThat(text(get(MAIL + "/events?account=emma&type=closed"), "$.entries[0].details.reason"))
                .isNotBlank();
    }

    @Test
    void anAccountThatIsToWaitIsParkedForTheTimeThatTheServerNames() {
        practice("later?account=ben&seconds=30");
        for (int i = 0; i < 2; i++) {
            EntityExchangeResult<String> answer = collect("ben");
            assertThat(answer.getStatus().value()).isEqualTo(503);
            assertThat(Integer.parseInt("" + answer.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER)))
                    .isBetween(1, 30);
            assertThat(text(body(answer), "$.outcome")).isEqualTo("POSTPONED");
            assertThat(text(body(answer), "$.detail")).contains("the service wants no log-in");
        }
        assertThat(number(get(MAIL + "/events?account=ben&type=parked"), "$.total"))
                .isEqualTo(1);
        assertThat(collect("anna").getStatus().value()).as("another account").isEqualTo(200);
    }

    @Test
    void anOpenBreakerClosesAgain() {
        practice("fail?account=clara");
        await().atMost(PATIENCE).until(() -> collect("clara").getStatus().value() == 503);
        assertThat(text(get(MAIL), "$.sections.protection.accounts[0].account")).isEqualTo("clara");
        await().atMost(PATIENCE)
                .until(() -> text(get(MAIL), "$.warnings[*].code").contains("account-breaker-open"));

        client.delete().uri("/practice/mail").exchange().expectStatus().isNoContent();
        await().atMost(PATIENCE).until(() -> collect("clara").getStatus().value() == 200);
        assertThat(number(get(MAIL), "$.sections.protection.open")).isZero();
        assertThat(JsonPath.<List<String>>read(
                        get(MAIL + "/events?account=clara&type=breaker-changed"), "$.entries[*].details.to"))
                .containsExactly("CLOSED", "HALF_OPEN", "OPEN");
    }

    @Test
    void callersOfADrainedPoolWaitUntilItIsResumed() {
        order("{\"action\":\"drain\",\"deadline\":\"5s\"}");
        await().atMost(PATIENCE).until(() -> text(get(MAIL), "$.control.state").equals("DRAINED"));
        CompletableFuture<Integer> caller =
                CompletableFuture.supplyAsync(() -> collect("david").getStatus().value());
        await().atMost(PATIENCE).until(() -> number(get(MAIL), "$.counts.pending") == 1);
        assertThat(number(get(MAIL), "$.counts.size")).isZero();
        assertThat(caller).isNotDone();

        order("{\"action\":\"resume\"}");
        assertThat(caller.join()).isEqualTo(200);
    }

    @Test
    void aLowerLimitUnderLoadEndsNoSession() throws Exception {
        List<CompletableFuture<Lease<ImapSession>>> callers = plan.accounts().stream()
                .filter(account -> !Set.of("ben", "clara").contains(account.id()))
                .map(mail::acquireAsync)
                .toList();
        await().atMost(PATIENCE).until(() -> leases(callers).size() == 10);
        String change = order("{\"action\":\"change\",\"set\":\"max-size=5\"}");
        assertThat(text(change, "$.changes[0].from")).isEqualTo("10");
        assertThat(text(change, "$.changes[0].to")).isEqualTo("5");

        List<Lease<ImapSession>> held = leases(callers);
        assertThat(held).hasSize(10).allMatch(lease -> lease.client().answers());
        assertThat(number(get(MAIL), "$.counts.active")).isEqualTo(10);
        assertThat(number(get(MAIL), "$.counts.pending")).isEqualTo(2);
        held.subList(0, 5).forEach(Lease::close);
        await().atMost(PATIENCE).until(() -> number(get(MAIL), "$.sections.accounts.closing") == 0);
        assertThat(leases(callers)).as("those who wait go on waiting").hasSize(10);
        held.subList(5, 10).forEach(Lease::close);
        for (CompletableFuture<Lease<ImapSession>> caller : callers) {
            caller.get().close();
        }
        assertThat(JsonPath.<Map<String, Object>>read(get(MAIL), "$.sections.sessions.ended"))
                .containsOnlyKeys("released");
    }

    @Test
    void theStatusOfTheCommandLineShowsPoolsAndSessions() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(status(out, new ByteArrayOutputStream(), "--status", "--server.port=" + port))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("p95 wait")
                .containsPattern("archive +jdbc +[A-Z]+ +[0-9]+ +[0-9]+ +0 +8 +[0-9]+ % +[0-9.]+")
                .containsPattern("mail +account +[A-Z]+ +0 +0 +0 +10 +0 %")
                .containsPattern("sessions of mail: [0-9]+ in all, 0 of 10 active")
                .containsPattern("the last [0-9]+: average duration [0-9.]+ s, errors 0")
                .containsPattern("averages: .*folders [0-9]")
                .contains("ended: released");
    }

    private static int status(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
        return Status.print(new DefaultApplicationArguments(arguments), new PrintStream(out), new PrintStream(err));
    }

    private static List<Lease<ImapSession>> leases(List<CompletableFuture<Lease<ImapSession>>> callers) {
        List<Lease<ImapSession>> leases = new ArrayList<>();
        for (CompletableFuture<Lease<ImapSession>> caller : callers) {
            if (caller.isDone()) {
                leases.add(caller.join());
            }
        }
        return leases;
    }

    private void practice(String call) {
        client.post().uri("/practice/mail/" + call).exchange().expectStatus().isAccepted();
    }

    private EntityExchangeResult<String> collect(String account) {
        return client.post()
                .uri("/collections/{id}?wait=true", account)
                .exchange()
                .expectBody(String.class)
                .returnResult();
    }

    private String order(String json) {
        return body(client.post()
                .uri(MAIL)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult());
    }

    private String get(String uri) {
        return body(client.get()
                .uri(uri)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult());
    }

    private static String body(EntityExchangeResult<String> answer) {
        return Objects.requireNonNull(answer.getResponseBody());
    }

    private static String text(String json, String path) {
        return String.valueOf(JsonPath.<Object>read(json, path));
    }

    private static int number(String json, String path) {
        return JsonPath.<Integer>read(json, path);
    }
}
