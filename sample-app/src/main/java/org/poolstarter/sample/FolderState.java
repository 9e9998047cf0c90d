/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

/**
 * How far a folder is collected. UIDs grow for as long as UIDVALIDITY stays; when it changes, the server has numbered the
 * folder anew and everything in it counts as new.
 *
 * @param name the full name of the folder
 * @param uidValidity the UIDVALIDITY under which the UID was read
 * @param lastUid the highest UID collected, 0 for none
 */
public record FolderState(String name, long uidValidity, long lastUid) {

    static FolderState unseen(String name) {
        return new FolderState(name, 0, 0);
    }
}
