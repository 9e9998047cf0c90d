/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pools;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The rules of Prometheus for the pools of this application, to be saved as a file. Answers from memory. */
@Endpoint(id = "poolrules", defaultAccess = Access.READ_ONLY)
public final class PoolRulesEndpoint {

    private final Pools pools;
    private final List<String> remarks;

    /**
     * The endpoint of an application.
     *
     * @param remarks what this application lacks of what the rules need, a line each; they become comments
     */
    public PoolRulesEndpoint(Pools pools, List<String> remarks) {
        this.pools = pools;
        this.remarks = List.copyOf(remarks);
    }

    /**
     * The rules, as YAML.
     *
     * @param job the label {@code job} of this application's series; null for every job
     * @param runbooks where the pages are that alerts link to; null for their folder in the project
     */
    @ReadOperation(produces = "application/yaml")
    public String rules(@Nullable String job, @Nullable String runbooks) {
        return new PrometheusRules(job, runbooks).forPools(pools.all(), remarks);
    }
}
