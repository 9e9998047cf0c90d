/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.Map;
import org.poolstarter.pool.PoolStatus;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All pools.
 *
 * @param status the worst of all
 * @param pools each by its name
 */
public record PoolsDescriptor(PoolStatus status, Map<String, PoolDescriptor> pools) implements OperationResponseBody {}
