/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.pool.PageQuery;
import org.poolstarter.pool.PagedSection;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** All pools, and each by its name. Answers from memory. */
@Endpoint(id = "pools", defaultAccess = Access.READ_ONLY)
public final class PoolsEndpoint {

    private static final Logger logger = LoggerFactory.getLogger(PoolsEndpoint.class);

    private static final String EVENTS = "events";

    private final Pools pools;
    private final PoolMonitor monitor;
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    public PoolsEndpoint(Pools pools, PoolMonitor monitor) {
        this.pools = pools;
        this.monitor = monitor;
    }

    /** Every pool by name, with the worst status of all. */
    @ReadOperation
    public PoolsDescriptor pools() {
        Map<String, PoolDescriptor> byName = new TreeMap<>();
        pools.all()
                .forEach(pool -> monitor.report(pool).ifPresent(report -> byName.put(pool.name(), describe(report))));
        return new PoolsDescriptor(monitor.status(), byName);
    }

    /**
     * One pool.
     *
     * @return null, which the web answers with 404, if there is no pool of that name
     */
    @ReadOperation
    public @Nullable PoolDescriptor pool(@Selector String name) {
        return pools.find(name).flatMap(monitor::report).map(this::describe).orElse(null);
    }

    /**
     * A page of a long section of a pool: {@code events}, or one that its backend has, such as {@code sessions}.
     *
     * @param account only entries of the account with this text
     * @param type only entries of this type, such as {@code leak}
     * @param page which page, from 0 on, the newest entries being on the first
     * @param size entries on a page, 1 to 1,000; 50 unless given
     * @return null, which the web answers with 404, if there is no such pool or section
     * @throws InvalidEndpointRequestException if a parameter is out of its bounds, which the web answers with 400
     */
    @ReadOperation
    public @Nullable SectionDescriptor section(
            @Selector String name,
            @Selector String section,
            @Nullable String account,
            @Nullable String type,
            @Nullable Integer page,
            @Nullable Integer size) {
        PagedSection pages =
                pools.find(name).flatMap(pool -> find(pool, section)).orElse(null);
        if (pages == null) {
            return null;
        }
        try {
            PageQuery query =
                    new PageQuery(account, type, (page != null) ? page : 0, (size != null) ? size : PageQuery.SIZE);
            return SectionDescriptor.of(pages.page(query));
        } catch (IllegalArgumentException ex) {
            String problem = String.valueOf(ex.getMessage());
            throw new InvalidEndpointRequestException(problem, problem, ex);
        }
    }

    /** The words that lead to a part of a pool, sorted. */
    Set<String> views(Pool pool, Set<String> more) {
        Set<String> views = new TreeSet<>(pool.pagedSections().keySet());
        views.add(EVENTS);
        views.addAll(more);
        return views;
    }

    private Optional<PagedSection> find(Pool pool, String section) {
        return section.equals(EVENTS)
                ? monitor.events(pool).map(events -> events::page)
                : Optional.ofNullable(pool.pagedSections().get(section));
    }

    private PoolDescriptor describe(PoolReport report) {
        try {
            return PoolDescriptor.of(report);
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may break the contract in any way; the others must be shown. Logged once.
            if (broken.add(report.pool().name())) {
                logger.warn(
                        "Pool {} cannot be described; only its counts are shown",
                        report.pool().name(),
                        ex);
            }
            return PoolDescriptor.ofCounts(report);
        }
    }
}
