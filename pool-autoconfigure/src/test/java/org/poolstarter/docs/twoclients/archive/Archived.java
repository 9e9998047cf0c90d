/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.docs.twoclients.archive;

import org.springframework.data.annotation.Id;

/** A document behind the client {@code archive}. */
public record Archived(@Id String id) {}
