/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/** A named account pool. */
@ConfigurationPropertiesSource
public final class AccountPoolProperties extends AccountTuning {

    /** Whether an account has one client at most; when-busy says what a second caller gets. */
    private @Nullable Boolean exclusive;

    /** Profile that fills what the keys of this pool leave open. */
    private @Nullable String profile;

    /**
     * Upper bounds of clients of single accounts, in place of max-per-account, by the text of the account: what its toString gives.
     */
    private Map<String, Integer> limits = new LinkedHashMap<>();

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

    public Map<String, Integer> getLimits() {
        return this.limits;
    }

    public void setLimits(Map<String, Integer> limits) {
        this.limits = limits;
    }
}
