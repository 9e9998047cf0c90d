/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.net.URI;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Starts collections. */
@RestController
@RequestMapping("/collections")
final class CollectionsController {

    private final CollectionDispatcher dispatcher;
    private final CollectionPlan plan;

    CollectionsController(CollectionDispatcher dispatcher, CollectionPlan plan) {
        this.dispatcher = dispatcher;
        this.plan = plan;
    }

    /** Collects all accounts; answers when the round is accepted or, if the caller waits, what happened to each. */
    @PostMapping
    ResponseEntity<?> collectAll(@RequestParam(defaultValue = "false") boolean wait) {
        if (wait) {
            return ResponseEntity.ok(dispatcher.collectAll());
        }
        var unused = dispatcher.requestRound();
        List<Accepted> accepted = plan.accounts().stream()
                .map(account -> new Accepted(account.id()))
                .toList();
        return ResponseEntity.accepted().location(URI.create("/sessions")).body(accepted);
    }

    /** Collects one account; answers when its session has begun or, if the caller waits, when it has ended. */
    @PostMapping("/{id}")
    ResponseEntity<SessionRecord> collect(@PathVariable String id, @RequestParam(defaultValue = "false") boolean wait)
            throws CollectionRefusedException {
        MailAccount account = plan.account(id).orElseThrow(() -> new NotFoundException("account", id));
        if (wait) {
            return ResponseEntity.ok(dispatcher.collect(account));
        }
        SessionRecord session = dispatcher.start(account);
        return ResponseEntity.accepted()
                .location(URI.create("/sessions/" + session.id()))
                .body(session);
    }

    /** An account that will be collected. */
    record Accepted(String account, String status) {

        Accepted(String account) {
            this(account, "accepted");
        }
    }
}
