/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.jcstress;

import java.util.concurrent.atomic.AtomicInteger;
import org.poolstarter.account.ClientFactory;

/** Opens clients, and knows how many are open. */
final class Service implements ClientFactory<String, Service.Client> {

    static final class Client {

        private final AtomicInteger closes = new AtomicInteger();

        int closes() {
            return closes.get();
        }
    }

    private final AtomicInteger open = new AtomicInteger();

    @Override
    public Client open(String account) {
        open.incrementAndGet();
        return new Client();
    }

    @Override
    public void close(Client client) {
        client.closes.incrementAndGet();
        open.decrementAndGet();
    }

    int open() {
        return open.get();
    }
}
