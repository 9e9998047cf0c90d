/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The mailbox collector: mail accounts over IMAP into PostgreSQL, with a record of each session in MongoDB.
 */
@NullMarked
package org.poolstarter.sample;

import org.jspecify.annotations.NullMarked;
