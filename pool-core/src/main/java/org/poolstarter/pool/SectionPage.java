/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One page of a long section.
 *
 * @param page which it is, from 0 on
 * @param size entries on a full page
 * @param total entries on all pages
 * @param entries those of this page, newest first; values as in {@link Pool#sections()}
 */
public record SectionPage(int page, int size, int total, List<Map<String, Object>> entries) {

    public SectionPage {
        entries = entries.stream()
                .map(entry -> Collections.unmodifiableMap(new LinkedHashMap<>(entry)))
                .toList();
    }

    /**
     * The page that was asked for; empty behind the last one.
     *
     * @param all what fits the query, newest first
     * @param toEntry what is shown of each
     */
    public static <T> SectionPage of(PageQuery query, List<T> all, Function<T, Map<String, Object>> toEntry) {
        List<Map<String, Object>> entries = all.stream()
                .skip((long) query.page() * query.size())
                .limit(query.size())
                .map(toEntry)
                .toList();
        return new SectionPage(query.page(), query.size(), all.size(), entries);
    }
}
