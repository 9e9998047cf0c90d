/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.util.List;

/**
 * Some messages of one folder.
 *
 * @param folder the full name of the folder
 * @param uidValidity the UIDVALIDITY that the UIDs of the messages belong to
 * @param messages one or more, in the order of UIDs
 */
record MailBatch(String folder, long uidValidity, List<MailMessage> messages) {

    MailBatch {
        messages = List.copyOf(messages);
    }
}
