/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * How long tests wait for what must happen before they fail. The property {@code account.test.patience-millis} shortens it
 * where many tests are expected to fail and the machine is quiet.
 */
final class Patience {

    static final Duration TIME = Duration.ofMillis(Long.getLong("account.test.patience-millis", 10_000));

    static {
        Awaitility.setDefaultTimeout(TIME);
    }

    private Patience() {}
}
