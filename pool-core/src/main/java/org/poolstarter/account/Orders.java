/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/** What the factory is to be asked for. Taken down under the lock of the pool, carried out after it is released. */
interface Orders<A, C> {

    void open(Slot<A, C> slot);

    void validate(Slot<A, C> slot);

    void close(Slot<A, C> slot);
}
