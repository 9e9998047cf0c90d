/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.docs.twoclients.session;

import org.springframework.data.mongodb.repository.MongoRepository;

/** Leads to the client {@code sessions}. */
public interface SessionRepository extends MongoRepository<Session, String> {}
