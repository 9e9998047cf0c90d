/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import org.poolstarter.account.Lease;

/**
 * A session that has begun: whoever has it must collect with it, which also ends it.
 *
 * @param account whose session it is
 * @param lease what ends the session
 * @param client the lease's client, at hand even if the pool ends the lease meanwhile
 * @param record its record so far
 */
record ActiveSession(MailAccount account, Lease<ImapSession> lease, ImapSession client, SessionRecord record) {}
