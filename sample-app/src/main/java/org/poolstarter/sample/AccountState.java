/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an account between its sessions: a document in MongoDB.
 *
 * @param account the id of the account
 * @param lastSuccess when a collection last ended without an error; null if none did
 * @param lastFailure when one last failed or was refused; null if none was
 * @param lastError why; null if none was
 * @param folders how far its folders are collected; empty before the first collection
 */
public record AccountState(
        @BsonId String account,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        @Nullable String lastError,
        List<FolderState> folders) {

    public AccountState {
        folders = (folders != null) ? List.copyOf(folders) : List.of();
    }

    static AccountState unseen(String account) {
        return new AccountState(account, null, null, null, List.of());
    }

    /** How far a folder is collected. */
    FolderState folder(String name) {
        return folders.stream()
                .filter(folder -> folder.name().equals(name))
                .findFirst()
                .orElseGet(() -> FolderState.unseen(name));
    }

    /** The same state, some of whose folders were read further. */
    AccountState with(List<FolderState> read) {
        Map<String, FolderState> merged = new LinkedHashMap<>();
        folders.forEach(folder -> merged.put(folder.name(), folder));
        read.forEach(folder -> merged.put(folder.name(), folder));
        return new AccountState(account, lastSuccess, lastFailure, lastError, List.copyOf(merged.values()));
    }
}
