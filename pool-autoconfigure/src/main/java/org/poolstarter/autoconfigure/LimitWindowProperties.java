/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/** Hours in which limits of an account pool are lower. */
@ConfigurationPropertiesSource
public final class LimitWindowProperties {

    /** When it is open, such as 08:00-18:00; 22:00-06:00 lasts past midnight. */
    private @Nullable String hours;

    /** Time zone of the hours, such as Europe/Berlin; the system's unless set. */
    private @Nullable String zone;

    /** Days on which it opens, such as monday, friday; every day unless set. */
    private List<DayOfWeek> days = new ArrayList<>();

    /** Upper bound of clients in all while it is open, 1 or more. */
    private @Nullable Integer maxSize;

    /** Upper bound of clients of any one account while it is open, 1 or more. */
    private @Nullable Integer maxPerAccount;

    public @Nullable String getHours() {
        return this.hours;
    }

    public void setHours(@Nullable String hours) {
        this.hours = hours;
    }

    public @Nullable String getZone() {
        return this.zone;
    }

    public void setZone(@Nullable String zone) {
        this.zone = zone;
    }

    public List<DayOfWeek> getDays() {
        return this.days;
    }

    public void setDays(List<DayOfWeek> days) {
        this.days = days;
    }

    public @Nullable Integer getMaxSize() {
        return this.maxSize;
    }

    public void setMaxSize(@Nullable Integer maxSize) {
        this.maxSize = maxSize;
    }

    public @Nullable Integer getMaxPerAccount() {
        return this.maxPerAccount;
    }

    public void setMaxPerAccount(@Nullable Integer maxPerAccount) {
        this.maxPerAccount = maxPerAccount;
    }
}
