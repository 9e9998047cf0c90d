/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.Collection;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.util.StringUtils;

/**
 * Where the page finds what it shows, and what of it there is. Whatever the base path, the port and the paths of endpoints are
 * mapped to, these places are relative, so that they also hold behind a proxy that adds a path.
 *
 * @param files the page's files, seen from the page
 * @param pools the pools, seen from the page's files; empty if they are not exposed
 * @param steering whether orders to pools are taken
 * @param past whether something lies below a pool, such as its history
 */
record DashboardPlaces(String files, String pools, boolean steering, boolean past) {

    private static final EndpointId PAGE = EndpointId.of("poolsui");
    private static final EndpointId POOLS = EndpointId.of("pools");

    static DashboardPlaces of(WebEndpointsSupplier endpoints) {
        Collection<ExposableWebEndpoint> exposed = endpoints.getEndpoints();
        String page = find(exposed, PAGE).map(ExposableWebEndpoint::getRootPath).orElse(PAGE.toString());
        String up = "../".repeat(StringUtils.countOccurrencesOf(page, "/") + 1);
        Optional<ExposableWebEndpoint> pools = find(exposed, POOLS);
        return new DashboardPlaces(
                page.substring(page.lastIndexOf('/') + 1) + "/",
                pools.map(endpoint -> up + endpoint.getRootPath()).orElse(""),
                pools.filter(endpoint -> has(endpoint, WebEndpointHttpMethod.POST, 1))
                        .isPresent(),
                pools.filter(endpoint -> has(endpoint, WebEndpointHttpMethod.GET, 2))
                        .isPresent());
    }

    private static Optional<ExposableWebEndpoint> find(Collection<ExposableWebEndpoint> exposed, EndpointId id) {
        return exposed.stream()
                .filter(endpoint -> endpoint.getEndpointId().equals(id))
                .findFirst();
    }

    /** Whether it answers below its own path, so many steps deep. What its access forbids is not among its operations. */
    private static boolean has(ExposableWebEndpoint endpoint, WebEndpointHttpMethod method, int depth) {
        return endpoint.getOperations().stream()
                .map(WebOperation::getRequestPredicate)
                .filter(request -> request.getHttpMethod() == method)
                .map(request ->
                        request.getPath().substring(endpoint.getRootPath().length()))
                .anyMatch(below -> StringUtils.countOccurrencesOf(below, "/") == depth);
    }
}
