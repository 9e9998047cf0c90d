/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountParkedException;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.account.OpenFailedException;
import org.poolstarter.account.SessionEnd;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest
@ContextConfiguration(initializers = Examples.Servers.class)
class ApiExampleTests {

    @Autowired
    private AccountPool<Tenant, ApiSession> pool;

    @Autowired
    private Orders orders;

    @Autowired
    private ClientFactory<Tenant, ApiSession> factory;

    @Autowired
    private ApiServer server;

    @Test
    void oneTokenServesManyRequests() throws Exception {
        Tenant acme = new Tenant("acme", "acme-key");
        assertThat(orders.newest(acme)).isEqualTo("order 4711");
        assertThat(orders.newest(acme)).isEqualTo("order 4711");

        assertThat(pool.sessions(acme)).extracting(session -> session.opened()).containsExactly(false, true);
        assertThat(pool.sessions(acme))
                .allSatisfy(session -> assertThat(session.counters()).containsEntry("requests", 1L));
    }

    @Test
    void anExpiredTokenIsNotGivenToTheNextCaller() throws Exception {
        Tenant bolt = new Tenant("bolt", "bolt-key");
        orders.newest(bolt);
        server.expire("bolt");
        assertThatIOException().isThrownBy(() -> orders.newest(bolt)).withMessageContaining("401");
        assertThat(pool.sessions(bolt).get(0).ended()).isEqualTo(SessionEnd.DISCARDED);
        assertThat(pool.sessions(bolt).get(0).errors()).isEqualTo(1);

        assertThat(orders.newest(bolt)).isEqualTo("order 4711");
    }

    @Test
    void tooManyRequestsParkTheTenantForTheTimeThatTheServerNames() {
        Tenant core = new Tenant("core", "core-key");
        server.refuse("core");
        assertThatExceptionOfType(AccountParkedException.class)
                .isThrownBy(() -> orders.newest(core))
                .satisfies(ex -> assertThat(ex.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30)));
    }

    @Test
    void aWrongKeyFailsTheCaller() {
        assertThatExceptionOfType(OpenFailedException.class)
                .isThrownBy(() -> orders.newest(new Tenant("dune", "wrong")))
                .withStackTraceContaining("The log-in was answered with 401");
    }

    @Test
    void validationAsksTheServer() throws Exception {
        ApiSession session = factory.open(new Tenant("echo", "echo-key"));
        assertThat(factory.validate(session)).isTrue();
        server.expire("echo");
        assertThat(factory.validate(session)).isFalse();
    }

    @Test
    void aClosedClientHasGivenItsTokenBack() throws Exception {
        Tenant flux = new Tenant("flux", "flux-key");
        try (Lease<ApiSession> lease = pool.acquire(flux)) {
            assertThat(server.hasToken("flux")).isTrue();
            lease.closeAfterUse();
        }
        await().untilAsserted(() -> assertThat(server.hasToken("flux")).isFalse());
    }
}
