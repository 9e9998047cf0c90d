/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.List;
import java.util.Map;
import org.poolstarter.pool.SectionPage;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of a long section of a pool.
 *
 * @param page which it is, from 0 on
 * @param size entries on a full page
 * @param total entries on all pages
 * @param entries those of this page, newest first
 */
public record SectionDescriptor(int page, int size, int total, List<Map<String, Object>> entries)
        implements OperationResponseBody {

    static SectionDescriptor of(SectionPage page) {
        return new SectionDescriptor(
                page.page(),
                page.size(),
                page.total(),
                page.entries().stream().map(ShownValues::of).toList());
    }
}
