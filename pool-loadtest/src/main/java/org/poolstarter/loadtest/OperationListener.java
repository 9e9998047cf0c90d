/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

/** Is told how each operation of a load ended, on the thread that ran it. */
interface OperationListener {

    /** Takes no notice. */
    OperationListener NOBODY = new OperationListener() {
        @Override
        public void succeeded(long nanos) {}

        @Override
        public void failed(long nanos, Exception cause) {}

        @Override
        public void neverBegan(long nanos) {}
    };

    /** It ended well, so long after it began or was due. */
    void succeeded(long nanos);

    /** It failed, so long after it began or was due. */
    void failed(long nanos, Exception cause);

    /** It was due, but nobody was free to begin it until the load was over, after so long a wait. */
    void neverBegan(long nanos);
}
