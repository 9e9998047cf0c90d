/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.docs.twoclients.archive;

import org.springframework.data.mongodb.repository.MongoRepository;

/** Leads to the client {@code archive}. */
public interface ArchivedRepository extends MongoRepository<Archived, String> {}
