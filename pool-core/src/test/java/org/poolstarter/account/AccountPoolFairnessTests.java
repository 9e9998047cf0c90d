/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.poolstarter.LogCapture;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;

/** No account keeps others from clients, whatever its callers or its service do. */
class AccountPoolFairnessTests extends CallersContract {

    AccountPoolFairnessTests(Callers callers) {
        super(callers);
    }

    @Test
    void anAccountWithManyCallersGivesItsPlaceToOneThatWaits() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Lease<Client> held = test.acquire("a");
        List<Call> many = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            many.add(test.queue("a"));
        }
        Call other = test.queue("b");

        held.close();
        many.remove(0).get().close();

        Lease<Client> lease = other.get();
        assertThat(many).noneMatch(Call::hasEnded);
        lease.close();
        for (Call call : many) {
            call.get().close();
        }
        assertThat(test.factory.mostInAll()).isEqualTo(1);
    }

    @Test
    void accountsThatAllHaveManyCallersTakeTurns() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Lease<Client> held = test.acquire("x");
        Deque<Call> turns = new ArrayDeque<>();
        List<Call> second = new ArrayList<>();
        for (String account : List.of("a", "b", "c")) {
            turns.add(test.queue(account));
            second.add(test.queue(account));
        }
        turns.addAll(second);

        held.close();
        while (!turns.isEmpty()) {
            Lease<Client> lease = turns.remove().get();
            assertThat(turns).noneMatch(Call::hasEnded);
            lease.close();
        }

        assertThat(test.factory.opening()).containsExactly("x", "a", "b", "c", "a", "b", "c");
    }

    @Test
    void anAccountWhoseOpensHangDelaysNoOther() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(4).maxPerAccount(2));
        Gate first = test.factory.holdOpen();
        Gate second = test.factory.holdOpen();
        test.queue("slow");
        first.awaitReached();
        test.queue("slow");
        second.awaitReached();
        test.queue("slow");

        for (int i = 0; i < 5; i++) {
            test.acquire("quick " + i).close();
        }

        assertThat(test.pool.snapshot("slow")).isEqualTo(new AccountSnapshot(0, 0, 2, 0, 3));
        first.open();
        second.open();
    }

    @Test
    void anAccountWhoseCloseHangsDelaysNoOther() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(3).maxPerAccount(1));
        Gate gate = test.factory.holdClose();
        test.acquire("slow").discard();
        gate.awaitReached();
        test.queue("slow");

        for (int i = 0; i < 5; i++) {
            test.acquire("quick").close();
            test.acquire("other").discard();
        }

        assertThat(test.pool.snapshot("slow")).isEqualTo(new AccountSnapshot(0, 0, 0, 1, 1));
        gate.open();
    }

    @Test
    void anExclusiveAccountStaysBlockedWhileItsOpenHangsAndIsReported() throws Exception {
        TestPool test = pool(AccountPoolSettings.Builder::exclusive);
        Gate gate = test.factory.holdOpen();
        Call call = test.queue("a");
        gate.awaitReached();
        try (LogCapture log = new LogCapture(AccountPool.class)) {
            test.time.advance(test.pool.limits().connectTimeout());

            assertThatThrownBy(call::get).isInstanceOf(OpenFailedException.class);
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains(test.pool.name(), "'a'", "20000 ms", "its place stays taken");
        }
        test.time.advance(test.pool.limits().idleTimeout());
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountBusyException.class);
        assertThat(test.pool.clients("a")).singleElement().satisfies(client -> {
            assertThat(client.state()).isEqualTo("LATE");
            assertThat(client.age())
                    .isEqualTo(test.pool
                            .limits()
                            .connectTimeout()
                            .plus(test.pool.limits().idleTimeout()));
        });
        assertThat(test.pool.sections().get("accounts"))
                .isEqualTo(Map.of(
                        "known",
                        1,
                        "closing",
                        0,
                        "busiest",
                        List.of(Map.of(
                                "account", "a", "active", 0, "idle", 0, "opening", 1, "closing", 0, "pending", 0))));

        gate.open();
        test.awaitClosed(1);
        test.acquire("a").close();
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }

    @Test
    void anExclusiveAccountStaysBlockedWhileItsCloseHangs() throws Exception {
        TestPool test = pool(AccountPoolSettings.Builder::exclusive);
        Gate gate = test.factory.holdClose();
        test.acquire("a").discard();
        gate.awaitReached();
        test.time.advance(test.pool.limits().connectTimeout());
        Call call = test.queue("a");

        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 0, 0, 1, 1));
        gate.open();

        call.get().close();
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }
}
