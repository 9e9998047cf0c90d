/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/** A named account pool. */
@ConfigurationPropertiesSource
public final class AccountPoolProperties extends AccountTuning {

    /** Whether an account has one client at most and a second acquire is told at once that it is busy. */
    private @Nullable Boolean exclusive;

    /** Profile that fills what the keys of this pool leave open. */
    private @Nullable String profile;

    public @Nullable Boolean getExclusive() {
        return this.exclusive;
    }

    public void setExclusive(@Nullable Boolean exclusive) {
        this.exclusive = exclusive;
    }

    public @Nullable String getProfile() {
        return this.profile;
    }

    public void setProfile(@Nullable String profile) {
        this.profile = profile;
    }
}
