/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.util.ArrayList;
import java.util.List;

/** What one collection has found so far. Belongs to the thread that collects. */
final class Findings {

    private final List<FolderState> folders = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private int messages;
    private boolean connectionClosed;

    void archived(int count) {
        messages += count;
    }

    void read(FolderState folder) {
        folders.add(folder);
    }

    void failed(String what, Exception cause) {
        errors.add(what + ": " + cause.getMessage());
    }

    void closesConnection() {
        connectionClosed = true;
    }

    int messages() {
        return messages;
    }

    List<FolderState> folders() {
        return folders;
    }

    List<String> errors() {
        return errors;
    }

    boolean connectionClosed() {
        return connectionClosed;
    }
}
