/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells how far each account is collected. */
@RestController
@RequestMapping("/accounts")
final class AccountsController {

    private final CollectionPlan plan;
    private final AccountStates states;
    private final MessageArchive archive;

    AccountsController(CollectionPlan plan, AccountStates states, MessageArchive archive) {
        this.plan = plan;
        this.states = states;
        this.archive = archive;
    }

    @GetMapping
    List<Account> accounts() {
        Map<String, Long> archived = archive.countByAccount();
        return plan.accounts().stream()
                .map(account -> Account.of(states.of(account.id()), archived.getOrDefault(account.id(), 0L)))
                .toList();
    }

    /**
     * An account as the REST interface shows it.
     *
     * @param archived how many of its messages are in PostgreSQL
     */
    record Account(
            String id,
            long archived,
            @Nullable Instant lastSuccess,
            @Nullable Instant lastFailure,
            @Nullable String lastError,
            List<FolderState> folders) {

        static Account of(AccountState state, long archived) {
            return new Account(
                    state.account(),
                    archived,
                    state.lastSuccess(),
                    state.lastFailure(),
                    state.lastError(),
                    state.folders());
        }
    }
}
