/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.Lease;
import org.poolstarter.pool.PoolTotals;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The whole collector on embedded servers. Between two tests no session runs. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"collector.interval=1h", "pools.accounts.mail.max-size=5"})
class MailboxCollectorTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    private AccountPool<MailAccount, ImapSession> mail;

    @Autowired
    private Collector collector;

    @Autowired
    private CollectionDispatcher dispatcher;

    @Autowired
    private MessageArchive archive;

    @Autowired
    @Qualifier("archive")
    private HikariDataSource archivePool;

    @Autowired
    private CollectionPlan plan;

    @LocalServerPort
    private int port;

    private final List<Lease<ImapSession>> held = new ArrayList<>();
    private RestTestClient client;

    @BeforeEach
    void waitForTheFirstRound() {
        client = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(accounts())
                    .allSatisfy(account -> assertThat(account.lastSuccess()).isNotNull());
            assertThat(mail.snapshot().size()).isZero();
        });
    }

    @AfterEach
    void release() {
        held.forEach(Lease::close);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(mail.snapshot().size()).isZero());
    }

    @Test
    void theFirstRoundArchivesEveryMessageThatIsThere() throws MessagingException {
        for (MailAccount account : plan.accounts()) {
            assertThat(archive.countByAccount()).containsEntry(account.id(), messagesOnServer(account));
        }
        assertThat(plan.accounts()).hasSize(8);
    }

    @Test
    void healthNamesThePools() {
        client.get()
                .uri("/actuator/health")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("UP")
                .jsonPath("$.components.pools.components.archive.status")
                .isEqualTo("UP")
                .jsonPath("$.components.pools.components.sessions.status")
                .isEqualTo("UP")
                .jsonPath("$.components.pools.components.mail.status")
                .isEqualTo("UP");
    }

    @Test
    void metersOfAllThreePoolsArePublished() {
        String scraped = body(
                client.get()
                        .uri("/actuator/prometheus")
                        .exchange()
                        .expectStatus()
                        .isOk(),
                String.class);
        assertThat(scraped)
                .contains("pool_active{backend=\"jdbc\",pool=\"archive\"}")
                .contains("pool_active{backend=\"mongo\",pool=\"sessions\"}")
                .contains("pool_active{backend=\"account\",pool=\"mail\"}");
    }

    @Test
    void aCollectionFindsOnlyWhatIsNew() throws MessagingException {
        MailAccount ben = account("ben");
        assertThat(collect(ben).messages()).isZero();

        append(ben, "INBOX", "Subject: just in\r\n\r\nhello");
        SessionRecord session = collect(ben);

        assertThat(session)
                .extracting(
                        SessionRecord::outcome,
                        SessionRecord::messages,
                        SessionRecord::folders,
                        SessionRecord::opened,
                        SessionRecord::closed,
                        SessionRecord::errors)
                .containsExactly(Outcome.COLLECTED, 1, 3, true, true, List.of());
        assertThat(archive.countByAccount()).containsEntry("ben", messagesOnServer(ben));
        assertThat(session(session.id())).isEqualTo(session);
    }

    @Test
    void aMessageThatIsArchivedAlreadyIsLeftAlone() {
        MailBatch batch = new MailBatch("Elsewhere", 1, List.of(new MailMessage(1, null, null, null, null)));
        MailAccount account = new MailAccount("archive-test", "localhost", 143, "x", "x", false);
        assertThat(archive.add(account, batch)).isEqualTo(1);
        assertThat(archive.add(account, batch)).isZero();
    }

    @Test
    void aStartedCollectionIsToldByItsSession() {
        SessionRecord started = body(
                client.post()
                        .uri("/collections/anna")
                        .exchange()
                        .expectStatus()
                        .isAccepted()
                        .expectHeader()
                        .valueMatches("Location", "/sessions/[-0-9a-f]+"),
                SessionRecord.class);
        assertThat(started.outcome()).isEqualTo(Outcome.RUNNING);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(session(started.id()).outcome()).isEqualTo(Outcome.COLLECTED));
    }

    @Test
    void aSessionThatThePoolEndsIsRecordedAsFailed() throws CollectionRefusedException {
        ActiveSession session = collector.begin(account("greta"), AcquireOptions.defaults());
        session.lease().discard();
        await().atMost(PATIENCE).until(() -> !session.client().answers());

        SessionRecord record = collector.collect(session);

        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.errors()).singleElement().asString().startsWith("cut off: ");
        assertThat(session(record.id())).isEqualTo(record);
    }

    @Test
    void aDatabaseWithoutAConnectionIsNoFailureOfTheAccount() throws Exception {
        MailAccount david = account("david");
        append(david, "INBOX", "Subject: for later\r\n\r\nhello");
        long timeout = archivePool.getConnectionTimeout();
        List<Connection> all = new ArrayList<>();
        try {
            while (all.size() < archivePool.getMaximumPoolSize()) {
                all.add(archivePool.getConnection());
            }
            archivePool.setConnectionTimeout(500);
            SessionRecord record = collector.collect(collector.begin(david, AcquireOptions.defaults()));

            assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(record.errors()).singleElement().asString().contains("JDBC Connection");
        } finally {
            archivePool.setConnectionTimeout(timeout);
            for (Connection connection : all) {
                connection.close();
            }
        }
        String ofPool = body(
                client.get()
                        .uri("/actuator/pools/mail/sessions?account=david&size=1")
                        .exchange()
                        .expectStatus()
                        .isOk(),
                String.class);
        assertThat(JsonPath.<Integer>read(ofPool, "$.entries[0].errors")).isZero();
        assertThat(collect(david).messages()).isEqualTo(1);
    }

    @Test
    void aRoundTellsWhatHappenedToEachAccount() throws InterruptedException {
        hold("clara");
        SessionRecord[] round = body(
                client.post()
                        .uri("/collections?wait=true")
                        .exchange()
                        .expectStatus()
                        .isOk(),
                SessionRecord[].class);
        assertThat(round).hasSize(8);
        assertThat(round)
                .filteredOn(session -> session.outcome() == Outcome.COLLECTED)
                .hasSize(7);
        assertThat(round)
                .filteredOn(session -> session.outcome() == Outcome.BUSY)
                .singleElement()
                .satisfies(session -> assertThat(session.account()).isEqualTo("clara"))
                .satisfies(session -> assertThat(session.errors()).containsExactly("session already active"));
    }

    @Test
    void aRoundIsAcceptedForEachAccount() {
        client.post()
                .uri("/collections")
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(8)
                .jsonPath("$[0].account")
                .isEqualTo("anna")
                .jsonPath("$[0].status")
                .isEqualTo("accepted");
        awaitTheRoundsBefore();
    }

    @Test
    void anAccountWithASessionIsAConflict() throws InterruptedException {
        hold("anna");
        client.post()
                .uri("/collections/anna")
                .exchange()
                .expectStatus()
                .isEqualTo(409)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("session already active")
                .jsonPath("$.account")
                .isEqualTo("anna");
    }

    @Test
    void atCapacityTheCallerIsToldWhenToComeBack() throws InterruptedException {
        for (String id : List.of("anna", "ben", "clara", "david", "emma")) {
            hold(id);
        }
        client.post()
                .uri("/collections/felix")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", "10")
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("AT_CAPACITY");
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        for (String uri : List.of("/sessions/none", "/sessions?account=nobody")) {
            client.get()
                    .uri(uri)
                    .exchange()
                    .expectStatus()
                    .isNotFound()
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        }
        client.post()
                .uri("/collections/nobody")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("There is no account 'nobody'");
    }

    @Test
    void sessionsAreListedNewestFirstAndBounded() {
        for (int i = 0; i < 3; i++) {
            collect(account("david"));
        }
        SessionRecord[] sessions = body(
                client.get()
                        .uri("/sessions?account=david&limit=2")
                        .exchange()
                        .expectStatus()
                        .isOk(),
                SessionRecord[].class);
        assertThat(sessions)
                .hasSize(2)
                .allSatisfy(session -> assertThat(session.account()).isEqualTo("david"))
                .isSortedAccordingTo(
                        Comparator.comparing(SessionRecord::started).reversed());
        client.get()
                .uri("/sessions?limit=201")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("limit must be between 1 and 200 but is 201");
    }

    @Test
    void aRoundThatWaitsOrRunsIsRefusedWhenTheCollectorIsStoppedByForce() throws Exception {
        for (String id : List.of("anna", "ben", "clara", "david", "emma")) {
            hold(id);
        }
        CompletableFuture<Integer> running = roundOverHttp();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(mail.snapshot().pending()).isPositive());
        CompletableFuture<List<SessionRecord>> waiting = dispatcher.requestRound();
        CompletableFuture<Integer> shared = roundOverHttp();

        stopByForce();
        try {
            assertThat(waiting)
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .withCauseInstanceOf(RejectedExecutionException.class)
                    .withMessageContaining("The collector is stopping");
            assertThat(running).succeedsWithin(PATIENCE).isEqualTo(503);
            assertThat(shared).succeedsWithin(PATIENCE).isEqualTo(503);
            client.post()
                    .uri("/collections?wait=true")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectBody()
                    .jsonPath("$.detail")
                    .isEqualTo("The collector is stopping");
        } finally {
            held.forEach(Lease::close);
            dispatcher.start(); // with a round
            awaitTheRoundsBefore();
        }
    }

    @Test
    void everyConnectionIsClosedRightAfterItsSession() {
        collect(account("emma"));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(mail.snapshot().size()).isZero();
            PoolTotals totals = Objects.requireNonNull(mail.recorder()).totals();
            assertThat(totals.closedInAll()).isEqualTo(totals.opened());
        });
    }

    /** One round runs after the other. */
    private void awaitTheRoundsBefore() {
        client.post().uri("/collections?wait=true").exchange().expectStatus().isOk();
    }

    private CompletableFuture<Integer> roundOverHttp() {
        return CompletableFuture.supplyAsync(() -> client.post()
                .uri("/collections?wait=true")
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value());
    }

    /** Whoever is interrupted waits for no session. */
    private void stopByForce() {
        Thread.currentThread().interrupt();
        dispatcher.stop();
        assertThat(Thread.interrupted()).isTrue();
    }

    private void hold(String id) throws InterruptedException {
        held.add(mail.acquire(account(id)));
    }

    private MailAccount account(String id) {
        return plan.account(id).orElseThrow();
    }

    private SessionRecord collect(MailAccount account) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(mail.snapshot().size()).isZero());
        return body(
                client.post()
                        .uri("/collections/{id}?wait=true", account.id())
                        .exchange()
                        .expectStatus()
                        .isOk(),
                SessionRecord.class);
    }

    private SessionRecord session(String id) {
        return body(
                client.get().uri("/sessions/{id}", id).exchange().expectStatus().isOk(), SessionRecord.class);
    }

    private AccountsController.Account[] accounts() {
        return body(client.get().uri("/accounts").exchange().expectStatus().isOk(), AccountsController.Account[].class);
    }

    private static <T> T body(RestTestClient.ResponseSpec response, Class<T> type) {
        return Objects.requireNonNull(response.returnResult(type).getResponseBody());
    }

    private static long messagesOnServer(MailAccount account) throws MessagingException {
        try (Store store = connect(account)) {
            long messages = 0;
            for (Folder folder : store.getDefaultFolder().list("*")) {
                messages += folder.getMessageCount();
            }
            return messages;
        }
    }

    private static void append(MailAccount account, String folder, String source) throws MessagingException {
        try (Store store = connect(account)) {
            MimeMessage message = CountingMailServer.message(source);
            store.getFolder(folder).appendMessages(new Message[] {message});
        }
    }

    private static Store connect(MailAccount account) throws MessagingException {
        Store store = Session.getInstance(new Properties()).getStore("imap");
        store.connect(account.host(), account.port(), account.username(), account.password());
        return store;
    }
}
