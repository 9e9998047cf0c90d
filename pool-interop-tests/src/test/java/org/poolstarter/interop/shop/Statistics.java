/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop.shop;

import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts rows. */
@Component
class Statistics {

    private final JdbcClient client;
    private final NamedParameterJdbcTemplate named;

    Statistics(JdbcClient client, NamedParameterJdbcTemplate named) {
        this.client = client;
        this.named = named;
    }

    long customers(String name) {
        return client.sql("select count(*) from customer where name = ?")
                .param(name)
                .query(Long.class)
                .single();
    }

    Long audited(String what) {
        return named.queryForObject("select count(*) from audit where what = :what", Map.of("what", what), Long.class);
    }
}
