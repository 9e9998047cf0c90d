/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.docs.twoclients.session;

import org.springframework.data.annotation.Id;

/** A document behind the client {@code sessions}. */
public record Session(@Id String id) {}
