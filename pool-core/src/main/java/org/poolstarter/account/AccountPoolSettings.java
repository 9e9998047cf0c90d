/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * Limits and times of an account pool. Build them with {@link #builder()}, which begins with the values of the profile
 * {@code medium}, or from others with {@link #toBuilder()}. Immutable.
 */
public final class AccountPoolSettings {

    /** What a second acquire of a busy account of an exclusive pool gets. */
    public enum WhenBusy {
        /** An {@link AccountBusyException} at once. */
        REJECT,
        /** It waits, as in any other pool. */
        WAIT
    }

    /** Which of the idle clients of an account is lent first. */
    public enum ReuseOrder {
        /** The one released last, so that those not needed grow old and are closed. */
        MRU,
        /** The one idle for longest, so that all are used alike. */
        LRU
    }

    /** When an acquire keeps the stack of its caller, which costs some microseconds. */
    public enum LeakStacks {
        /** Never. */
        NONE,
        /** From the first leak of the pool on. */
        AFTER_LEAK,
        /** Always. */
        ALL
    }

    private final int maxSize;
    private final int maxPerAccount;
    private final boolean exclusive;
    private final WhenBusy whenBusy;
    private final boolean keepIdle;
    private final ReuseOrder reuseOrder;
    private final int maxOpening;
    private final @Nullable Integer maxPending;
    private final @Nullable Integer maxPendingPerAccount;
    private final Duration acquireTimeout;
    private final Duration connectTimeout;
    private final Duration sessionTimeout;
    private final @Nullable Duration leakThreshold;
    private final LeakStacks leakStacks;
    private final Duration idleTimeout;
    private final Duration maxLifetime;
    private final double lifetimeJitter;
    private final @Nullable Integer maxUses;
    private final Duration validateAfter;
    private final @Nullable Duration keepaliveInterval;
    private final Duration openBackoff;
    private final Duration maxOpenBackoff;
    private final Duration agingInterval;
    private final Duration cleanupInterval;
    private final Duration closeTimeout;
    private final int sessionRecords;
    private final boolean sessionLog;

    private AccountPoolSettings(Builder builder) {
        this.maxSize = builder.maxSize;
        this.maxPerAccount = builder.maxPerAccount;
        this.exclusive = builder.exclusive;
        this.whenBusy = builder.whenBusy;
        this.keepIdle = builder.keepIdle;
        this.reuseOrder = builder.reuseOrder;
        this.maxOpening = builder.maxOpening;
        this.maxPending = builder.maxPending;
        this.maxPendingPerAccount = builder.maxPendingPerAccount;
        this.acquireTimeout = builder.acquireTimeout;
        this.connectTimeout = builder.connectTimeout;
        this.sessionTimeout = builder.sessionTimeout;
        this.leakThreshold = builder.leakThreshold;
        this.leakStacks = builder.leakStacks;
        this.idleTimeout = builder.idleTimeout;
        this.maxLifetime = builder.maxLifetime;
        this.lifetimeJitter = builder.lifetimeJitter;
        this.maxUses = builder.maxUses;
        this.validateAfter = builder.validateAfter;
        this.keepaliveInterval = builder.keepaliveInterval;
        this.openBackoff = builder.openBackoff;
        this.maxOpenBackoff = builder.maxOpenBackoff;
        this.agingInterval = builder.agingInterval;
        this.cleanupInterval = builder.cleanupInterval;
        this.closeTimeout = builder.closeTimeout;
        this.sessionRecords = builder.sessionRecords;
        this.sessionLog = builder.sessionLog;
    }

    /** A builder that begins with the values of the profile {@code medium}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Clients in all, whatever the account, those being opened or closed included; 1 or more. */
    public int maxSize() {
        return maxSize;
    }

    /**
     * Clients of one account, 1 or more; 1 if exclusive. {@link AccountPool#changeLimit} overrides it for one account.
     */
    public int maxPerAccount() {
        return maxPerAccount;
    }

    /** Whether an account has one client at most. */
    public boolean exclusive() {
        return exclusive;
    }

    /** Whether a second acquire of a busy account is refused. */
    boolean isRejecting() {
        return exclusive && whenBusy == WhenBusy.REJECT;
    }

    /** What a second acquire of a busy account of an exclusive pool gets. */
    public WhenBusy whenBusy() {
        return whenBusy;
    }

    /** Whether a released client is kept for the next acquire of its account, or closed. */
    public boolean keepIdle() {
        return keepIdle;
    }

    /** Which of the idle clients of an account is lent first. */
    public ReuseOrder reuseOrder() {
        return reuseOrder;
    }

    /** Clients being opened at once, whatever the account, 1 or more. */
    public int maxOpening() {
        return maxOpening;
    }

    /** Callers that may wait in all, 1 or more; null for any number. One more is rejected at once. */
    public @Nullable Integer maxPending() {
        return maxPending;
    }

    /** Callers that may wait for one account, 1 or more; null for any number. One more is rejected at once. */
    public @Nullable Integer maxPendingPerAccount() {
        return maxPendingPerAccount;
    }

    /** How long an acquire waits in all, positive. */
    public Duration acquireTimeout() {
        return acquireTimeout;
    }

    /**
     * How long opening a client may take before its caller is told that it failed, positive and never above the acquire
     * timeout. Validating and closing a client have the same time.
     */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** The longest lease, positive; then the client is closed under its holder. */
    public Duration sessionTimeout() {
        return sessionTimeout;
    }

    /**
     * How long a lease may last before a warning names its holder, positive and never above the session timeout; null for
     * four fifths of the session timeout.
     */
    public @Nullable Duration leakThreshold() {
        return leakThreshold;
    }

    /** When an acquire keeps the stack of its caller for such a warning. */
    public LeakStacks leakStacks() {
        return leakStacks;
    }

    /** How long an idle client is kept, positive. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** How old a client gets before it is closed instead of reused, positive. */
    public Duration maxLifetime() {
        return maxLifetime;
    }

    /**
     * By which share of the lifetime a client may be closed earlier, drawn for each client, 0.0 to 0.9: clients opened
     * together then do not end together.
     */
    public double lifetimeJitter() {
        return lifetimeJitter;
    }

    /** How often a client is lent before it is closed, 1 or more; null for any number. */
    public @Nullable Integer maxUses() {
        return maxUses;
    }

    /** How long a client may be idle and still be lent without being validated, zero or more. */
    public Duration validateAfter() {
        return validateAfter;
    }

    /** How long a client may be idle before it is validated although nobody wants it, positive; null for never. */
    public @Nullable Duration keepaliveInterval() {
        return keepaliveInterval;
    }

    /**
     * How long an account waits for its next open after a failed one, zero or more; doubled by each further failure, and
     * shortened at random by up to a half.
     */
    public Duration openBackoff() {
        return openBackoff;
    }

    /** The bound of that doubling, not below {@link #openBackoff()}. */
    public Duration maxOpenBackoff() {
        return maxOpenBackoff;
    }

    /** How much longer wait makes up for one step of priority, positive. */
    public Duration agingInterval() {
        return agingInterval;
    }

    /** How often clients idle for too long and lost leases are looked for, positive. */
    public Duration cleanupInterval() {
        return cleanupInterval;
    }

    /** How long closing the pool waits for held clients to come back, zero or more. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** Of how many of the last sessions a record is kept, 0 to 100,000. */
    public int sessionRecords() {
        return sessionRecords;
    }

    /** Whether each session that ends is logged in one line, at INFO. */
    public boolean sessionLog() {
        return sessionLog;
    }

    /** The leak threshold in force, whether set or derived. */
    public Duration effectiveLeakThreshold() {
        return (leakThreshold != null)
                ? leakThreshold
                : sessionTimeout.multipliedBy(4).dividedBy(5);
    }

    /** Collects settings; each method sets the value of its name. Not thread-safe. */
    public static final class Builder {

        private static final int MOST_RECORDS = 100_000;

        private int maxSize = 10;
        private int maxPerAccount = 3;
        private boolean exclusive;
        private WhenBusy whenBusy = WhenBusy.REJECT;
        private boolean keepIdle = true;
        private ReuseOrder reuseOrder = ReuseOrder.MRU;
        private int maxOpening = 16;
        private @Nullable Integer maxPending;
        private @Nullable Integer maxPendingPerAccount;
        private Duration acquireTimeout = Duration.ofSeconds(60);
        private Duration connectTimeout = Duration.ofSeconds(30);
        private Duration sessionTimeout = Duration.ofMinutes(10);
        private @Nullable Duration leakThreshold;
        private LeakStacks leakStacks = LeakStacks.AFTER_LEAK;
        private Duration idleTimeout = Duration.ofMinutes(5);
        private Duration maxLifetime = Duration.ofHours(1);
        private double lifetimeJitter = 0.1;
        private @Nullable Integer maxUses;
        private Duration validateAfter = Duration.ofSeconds(30);
        private @Nullable Duration keepaliveInterval;
        private Duration openBackoff = Duration.ofMillis(100);
        private Duration maxOpenBackoff = Duration.ofSeconds(30);
        private Duration agingInterval = Duration.ofSeconds(1);
        private Duration cleanupInterval = Duration.ofSeconds(60);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private int sessionRecords = 200;
        private boolean sessionLog;

        private Builder() {}

        private Builder(AccountPoolSettings from) {
            this.maxSize = from.maxSize;
            this.maxPerAccount = from.maxPerAccount;
            this.exclusive = from.exclusive;
            this.whenBusy = from.whenBusy;
            this.keepIdle = from.keepIdle;
            this.reuseOrder = from.reuseOrder;
            this.maxOpening = from.maxOpening;
            this.maxPending = from.maxPending;
            this.maxPendingPerAccount = from.maxPendingPerAccount;
            this.acquireTimeout = from.acquireTimeout;
            this.connectTimeout = from.connectTimeout;
            this.sessionTimeout = from.sessionTimeout;
            this.leakThreshold = from.leakThreshold;
            this.leakStacks = from.leakStacks;
            this.idleTimeout = from.idleTimeout;
            this.maxLifetime = from.maxLifetime;
            this.lifetimeJitter = from.lifetimeJitter;
            this.maxUses = from.maxUses;
            this.validateAfter = from.validateAfter;
            this.keepaliveInterval = from.keepaliveInterval;
            this.openBackoff = from.openBackoff;
            this.maxOpenBackoff = from.maxOpenBackoff;
            this.agingInterval = from.agingInterval;
            this.cleanupInterval = from.cleanupInterval;
            this.closeTimeout = from.closeTimeout;
            this.sessionRecords = from.sessionRecords;
            this.sessionLog = from.sessionLog;
        }

        public Builder maxSize(int maxSize) {
            this.maxSize = maxSize;
            return this;
        }

        public Builder maxPerAccount(int maxPerAccount) {
            this.maxPerAccount = maxPerAccount;
            return this;
        }

        /** Also makes {@code maxPerAccount} 1. */
        public Builder exclusive() {
            this.exclusive = true;
            this.maxPerAccount = 1;
            return this;
        }

        public Builder whenBusy(WhenBusy whenBusy) {
            this.whenBusy = whenBusy;
            return this;
        }

        public Builder keepIdle(boolean keepIdle) {
            this.keepIdle = keepIdle;
            return this;
        }

        public Builder reuseOrder(ReuseOrder reuseOrder) {
            this.reuseOrder = reuseOrder;
            return this;
        }

        public Builder maxOpening(int maxOpening) {
            this.maxOpening = maxOpening;
            return this;
        }

        public Builder maxPending(@Nullable Integer maxPending) {
            this.maxPending = maxPending;
            return this;
        }

        public Builder maxPendingPerAccount(@Nullable Integer maxPendingPerAccount) {
            this.maxPendingPerAccount = maxPendingPerAccount;
            return this;
        }

        public Builder acquireTimeout(Duration acquireTimeout) {
            this.acquireTimeout = acquireTimeout;
            return this;
        }

        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        public Builder sessionTimeout(Duration sessionTimeout) {
            this.sessionTimeout = sessionTimeout;
            return this;
        }

        public Builder leakThreshold(@Nullable Duration leakThreshold) {
            this.leakThreshold = leakThreshold;
            return this;
        }

        public Builder leakStacks(LeakStacks leakStacks) {
            this.leakStacks = leakStacks;
            return this;
        }

        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        public Builder maxLifetime(Duration maxLifetime) {
            this.maxLifetime = maxLifetime;
            return this;
        }

        public Builder lifetimeJitter(double lifetimeJitter) {
            this.lifetimeJitter = lifetimeJitter;
            return this;
        }

        public Builder maxUses(@Nullable Integer maxUses) {
            this.maxUses = maxUses;
            return this;
        }

        public Builder validateAfter(Duration validateAfter) {
            this.validateAfter = validateAfter;
            return this;
        }

        public Builder keepaliveInterval(@Nullable Duration keepaliveInterval) {
            this.keepaliveInterval = keepaliveInterval;
            return this;
        }

        public Builder openBackoff(Duration openBackoff) {
            this.openBackoff = openBackoff;
            return this;
        }

        public Builder maxOpenBackoff(Duration maxOpenBackoff) {
            this.maxOpenBackoff = maxOpenBackoff;
            return this;
        }

        public Builder agingInterval(Duration agingInterval) {
            this.agingInterval = agingInterval;
            return this;
        }

        public Builder cleanupInterval(Duration cleanupInterval) {
            this.cleanupInterval = cleanupInterval;
            return this;
        }

        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = closeTimeout;
            return this;
        }

        public Builder sessionRecords(int sessionRecords) {
            this.sessionRecords = sessionRecords;
            return this;
        }

        public Builder sessionLog(boolean sessionLog) {
            this.sessionLog = sessionLog;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a value is out of its bounds; the message begins with its key
         */
        public AccountPoolSettings build() {
            checkLimits();
            checkTimes();
            checkRates();
            return new AccountPoolSettings(this);
        }

        private void checkLimits() {
            requirePositive("max-size", maxSize);
            requirePositive("max-per-account", maxPerAccount);
            if (exclusive && maxPerAccount != 1) {
                throw new InvalidSettingException("max-per-account", "must be 1 for an exclusive pool", maxPerAccount);
            }
            requirePositive("max-opening", maxOpening);
            requirePositive("max-pending", maxPending);
            requirePositive("max-pending-per-account", maxPendingPerAccount);
            requirePositive("max-uses", maxUses);
            if (sessionRecords < 0 || sessionRecords > MOST_RECORDS) {
                throw new InvalidSettingException("session-records", "must be 0 to " + MOST_RECORDS, sessionRecords);
            }
        }

        private void checkTimes() {
            requirePositive("acquire-timeout", acquireTimeout);
            requirePositive("connect-timeout", connectTimeout);
            requireNotAbove("connect-timeout", connectTimeout, "acquire-timeout", acquireTimeout);
            requirePositive("session-timeout", sessionTimeout);
            if (leakThreshold != null) {
                requirePositive("leak-threshold", leakThreshold);
                requireNotAbove("leak-threshold", leakThreshold, "session-timeout", sessionTimeout);
            }
            requirePositive("idle-timeout", idleTimeout);
            requirePositive("max-lifetime", maxLifetime);
            requireNotNegative("validate-after", validateAfter);
            if (keepaliveInterval != null) {
                requirePositive("keepalive-interval", keepaliveInterval);
            }
            requirePositive("cleanup-interval", cleanupInterval);
            requireNotNegative("close-timeout", closeTimeout);
        }

        private void checkRates() {
            if (!(lifetimeJitter >= 0 && lifetimeJitter <= 0.9)) {
                throw new InvalidSettingException("lifetime-jitter", "must be 0.0 to 0.9", lifetimeJitter);
            }
            requireNotNegative("open-backoff", openBackoff);
            requireNotAbove("open-backoff", openBackoff, "max-open-backoff", maxOpenBackoff);
            requirePositive("aging-interval", agingInterval);
        }

        private static void requirePositive(String name, @Nullable Integer value) {
            if (value != null && value < 1) {
                throw new InvalidSettingException(name, "must be at least 1", value);
            }
        }

        private static void requirePositive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new InvalidSettingException(name, "must be positive", ReadableDuration.of(value));
            }
        }

        private static void requireNotNegative(String name, Duration value) {
            if (value.isNegative()) {
                throw new InvalidSettingException(name, "must not be negative", ReadableDuration.of(value));
            }
        }

        private static void requireNotAbove(String name, Duration value, String bound, Duration most) {
            if (value.compareTo(most) > 0) {
                throw new InvalidSettingException(
                        name,
                        "must not be above %s (%s)".formatted(bound, ReadableDuration.of(most)),
                        ReadableDuration.of(value));
            }
        }
    }
}
