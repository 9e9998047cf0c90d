/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Tells of sessions, past and running. */
@RestController
@RequestMapping("/sessions")
final class SessionsController {

    private static final int MAX_LIMIT = 200;

    private final Sessions sessions;
    private final CollectionPlan plan;

    SessionsController(Sessions sessions, CollectionPlan plan) {
        this.sessions = sessions;
        this.plan = plan;
    }

    @GetMapping
    List<SessionRecord> newest(
            @RequestParam(required = false) @Nullable String account, @RequestParam(defaultValue = "20") int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "limit must be between 1 and %d but is %d".formatted(MAX_LIMIT, limit));
        }
        if (account != null && plan.account(account).isEmpty()) {
            throw new NotFoundException("account", account);
        }
        return sessions.newest(account, limit);
    }

    @GetMapping("/{id}")
    SessionRecord session(@PathVariable String id) {
        return sessions.find(id).orElseThrow(() -> new NotFoundException("session", id));
    }
}
