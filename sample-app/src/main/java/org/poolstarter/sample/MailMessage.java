/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was found in a folder.
 *
 * @param uid its number in the folder, unique as long as the folder's UIDVALIDITY stays
 * @param sender who sent it; null if it does not say
 * @param subject its subject; null if it has none
 * @param received when the server got it; null if the server does not say
 * @param text its first plain text; null if it has none, or none that can be decoded
 */
record MailMessage(
        long uid,
        @Nullable String sender,
        @Nullable String subject,
        @Nullable Instant received,
        @Nullable String text) {}
