/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;

/** A client that does nothing, so that what is measured is the pool. Of the type that httpcore5 asks for. */
final class Client implements ModalCloseable {

    private final Backend backend;

    Client(Backend backend) {
        this.backend = backend;
    }

    @Override
    public void close() {
        backend.closed();
    }

    @Override
    public void close(CloseMode closeMode) {
        close();
    }
}
