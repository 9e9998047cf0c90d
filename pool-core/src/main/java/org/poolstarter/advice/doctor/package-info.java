/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What is wrong with the configuration of a pool, judged by its settings and by what its server has told; and how many
 * connections all instances of an application may open on one server.
 */
@NullMarked
package org.poolstarter.advice.doctor;

import org.jspecify.annotations.NullMarked;
