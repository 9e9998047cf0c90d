/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyOnWritePoolsTests {

    private final Pools pools = Pools.create();

    @Test
    void poolsAreOrderedByNameWhateverTheOrderInWhichTheyCame() {
        Pool orders = new ToyPool("orders", "jdbc");
        Pool mail = new ToyPool("mail", "account");
        pools.add(orders);
        pools.add(mail);

        assertThat(pools.all()).containsExactly(mail, orders);
        assertThat(pools.find("orders")).containsSame(orders);
        assertThat(pools.find("other")).isEmpty();
    }

    @Test
    void aListThatWasReadDoesNotChange() {
        pools.add(new ToyPool("orders", "jdbc"));
        List<Pool> read = pools.all();

        pools.add(new ToyPool("mail", "account"));

        assertThat(read).hasSize(1);
        assertThat(pools.all()).hasSize(2);
    }

    @Test
    void aNameIsTakenWhateverTheBackend() {
        Pool orders = new ToyPool("orders", "jdbc");
        pools.add(orders);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> pools.add(new ToyPool("orders", "mongo")))
                .withMessage("A pool named 'orders' is here already: backend jdbc; the new one has backend mongo");

        assertThat(pools.all()).containsExactly(orders);
    }

    @Test
    void aPoolThatIsGoneLeavesItsNameFree() {
        Pool first = new ToyPool("orders", "jdbc");
        Pool second = new ToyPool("orders", "mongo");
        pools.add(first);
        pools.remove(first);
        assertThat(pools.all()).isEmpty();
        assertThat(pools.find("orders")).isEmpty();

        pools.add(second);

        assertThat(pools.find("orders")).containsSame(second);
    }

    @Test
    void removingAPoolDoesNotRemoveAnotherOfItsName() {
        Pool here = new ToyPool("orders", "jdbc");
        pools.add(here);
        List<String> events = follow();

        pools.remove(new ToyPool("orders", "jdbc"));
        pools.remove(new ToyPool("other", "jdbc"));

        assertThat(pools.all()).containsExactly(here);
        assertThat(events).containsExactly("added orders");
    }

    @Test
    void aListenerHearsOfThePoolsThatAreHereAndOfEachThatComesAndGoes() {
        Pool orders = new ToyPool("orders", "jdbc");
        Pool mail = new ToyPool("mail", "account");
        pools.add(orders);

        List<String> events = follow();
        pools.add(mail);
        pools.remove(orders);

        assertThat(events).containsExactly("added orders", "added mail", "removed orders");
    }

    @Test
    void aListenerThatWasRemovedHearsNoMore() {
        List<String> events = new ArrayList<>();
        Recording listener = new Recording(events);
        pools.addListener(listener);
        pools.removeListener(listener);

        pools.add(new ToyPool("orders", "jdbc"));

        assertThat(events).isEmpty();
    }

    @Test
    void aListenerThatThrowsHarmsNeitherThePoolNorTheOtherListeners() {
        pools.addListener(new Failing());
        List<String> events = follow();
        Pool orders = new ToyPool("orders", "jdbc");

        pools.add(orders);
        pools.remove(orders);

        assertThat(events).containsExactly("added orders", "removed orders");
    }

    private List<String> follow() {
        List<String> events = new ArrayList<>();
        pools.addListener(new Recording(events));
        return events;
    }

    private record Recording(List<String> events) implements Pools.Listener {

        @Override
        public void added(Pool pool) {
            events.add("added " + pool.name());
        }

        @Override
        public void removed(Pool pool) {
            events.add("removed " + pool.name());
        }
    }

    private static final class Failing implements Pools.Listener {

        @Override
        public void added(Pool pool) {
            throw new IllegalStateException("added");
        }

        @Override
        public void removed(Pool pool) {
            throw new IllegalStateException("removed");
        }
    }

    private static final class ToyPool implements Pool {

        private final String name;
        private final String backend;

        ToyPool(String name, String backend) {
            this.name = name;
            this.backend = backend;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String backend() {
            return backend;
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(0, 0, 0, 1, 0);
        }
    }
}
