/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/** A section of a pool that is too long to be shown as a whole. Reading it does not block. */
@FunctionalInterface
public interface PagedSection {

    /**
     * One page of it, newest first.
     *
     * @throws InvalidOrderException if there is no such type as the query asks for
     */
    SectionPage page(PageQuery query);
}
