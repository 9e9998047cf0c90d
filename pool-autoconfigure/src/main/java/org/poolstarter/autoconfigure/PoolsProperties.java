/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.metrics.PoolNaming;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Pools by name and backend, and the profiles that size them. */
@ConfigurationProperties(prefix = "pools", ignoreUnknownFields = false)
public final class PoolsProperties {

    /** Whether pools are configured at all. */
    private boolean enabled = true;

    /** Profile of every pool that names none. */
    private String profile = "medium";

    /** Whether Boot's own pools are tuned by the profile below the user's settings; false only watches them. */
    private boolean tuneBoot = true;

    /** Profiles beside the built-in ones, by name. */
    private Map<String, PoolProfile> profiles = new LinkedHashMap<>();

    /** JDBC pools by name. */
    private Map<String, JdbcPoolProperties> jdbc = new LinkedHashMap<>();

    /** MongoDB clients by name. */
    private Map<String, MongoPoolProperties> mongo = new LinkedHashMap<>();

    /** Account pools by name. */
    private Map<String, AccountPoolProperties> accounts = new LinkedHashMap<>();

    /** Protection that account pools share, by name; default fills what the others leave open. */
    private Map<String, ProtectionProperties> protection = new LinkedHashMap<>();

    /** Codes of warnings that are not to be heard of, by name of the pool; they are shown as silenced. */
    private Map<String, Set<String>> silence = new LinkedHashMap<>();

    /** Whether the application only checks the connection budget: it prints a table and ends, with 1 if a server grants less, with 2 if one could not be asked or the start fails. */
    private boolean check;

    private final Budget budget = new Budget();

    private final Doctor doctor = new Doctor();

    private final Health health = new Health();

    private final Metrics metrics = new Metrics();

    private final Events events = new Events();

    private final History history = new History();

    private final Log log = new Log();

    private final Sizing sizing = new Sizing();

    public boolean isEnabled() {
        return this.enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public String getProfile() {
        return this.profile;
    }

    public void setProfile(String profile) {
        this.profile = profile;
    }

    public boolean isTuneBoot() {
        return this.tuneBoot;
    }

    public void setTuneBoot(boolean tuneBoot) {
        this.tuneBoot = tuneBoot;
    }

    public Map<String, PoolProfile> getProfiles() {
        return this.profiles;
    }

    public void setProfiles(Map<String, PoolProfile> profiles) {
        this.profiles = profiles;
    }

    public Map<String, JdbcPoolProperties> getJdbc() {
        return this.jdbc;
    }

    public void setJdbc(Map<String, JdbcPoolProperties> jdbc) {
        this.jdbc = jdbc;
    }

    public Map<String, MongoPoolProperties> getMongo() {
        return this.mongo;
    }

    public void setMongo(Map<String, MongoPoolProperties> mongo) {
        this.mongo = mongo;
    }

    public Map<String, AccountPoolProperties> getAccounts() {
        return this.accounts;
    }

    public void setAccounts(Map<String, AccountPoolProperties> accounts) {
        this.accounts = accounts;
    }

    public Map<String, ProtectionProperties> getProtection() {
        return this.protection;
    }

    public void setProtection(Map<String, ProtectionProperties> protection) {
        this.protection = protection;
    }

    public Map<String, Set<String>> getSilence() {
        return this.silence;
    }

    public void setSilence(Map<String, Set<String>> silence) {
        this.silence = silence;
    }

    public boolean isCheck() {
        return this.check;
    }

    public void setCheck(boolean check) {
        this.check = check;
    }

    public Budget getBudget() {
        return this.budget;
    }

    public Doctor getDoctor() {
        return this.doctor;
    }

    public Health getHealth() {
        return this.health;
    }

    public Metrics getMetrics() {
        return this.metrics;
    }

    public Events getEvents() {
        return this.events;
    }

    public History getHistory() {
        return this.history;
    }

    public Log getLog() {
        return this.log;
    }

    public Sizing getSizing() {
        return this.sizing;
    }

    /** Which size the advice takes for a good one. */
    public static final class Sizing {

        /** For which share of callers a size is meant, in percent, 50 to 99.99. */
        private double waitPercentile = 99;

        /** What that share of callers may wait at most, positive and at most 1d. Unset, a fifth of what the longest of 100 uses takes. */
        private @Nullable Duration longestWait;

        /** The busiest stretch of this length, within pools.history.keep, is what a size is meant for; at least 10s. */
        private Duration window = Duration.ofMinutes(1);

        /** How often a pool with sizing=adaptive may take a step, 1s to 1d. */
        private Duration adaptiveEvery = Duration.ofSeconds(10);

        public double getWaitPercentile() {
            return this.waitPercentile;
        }

        public void setWaitPercentile(double waitPercentile) {
            this.waitPercentile = waitPercentile;
        }

        public @Nullable Duration getLongestWait() {
            return this.longestWait;
        }

        public void setLongestWait(@Nullable Duration longestWait) {
            this.longestWait = longestWait;
        }

        public Duration getWindow() {
            return this.window;
        }

        public void setWindow(Duration window) {
            this.window = window;
        }

        public Duration getAdaptiveEvery() {
            return this.adaptiveEvery;
        }

        public void setAdaptiveEvery(Duration adaptiveEvery) {
            this.adaptiveEvery = adaptiveEvery;
        }
    }

    /** How many instances of the application share its servers. */
    public static final class Budget {

        /** Instances that run at the same time, 1 to 1000000. */
        private int replicas = 1;

        /** Instances that run besides during a rolling update, 0 to 1000000. */
        private int surge;

        /** Connections of each server that are left to others, 0 or more. */
        private int reserve;

        public int getReplicas() {
            return this.replicas;
        }

        public void setReplicas(int replicas) {
            this.replicas = replicas;
        }

        public int getSurge() {
            return this.surge;
        }

        public void setSurge(int surge) {
            this.surge = surge;
        }

        public int getReserve() {
            return this.reserve;
        }

        public void setReserve(int reserve) {
            this.reserve = reserve;
        }
    }

    /** How the configuration of pools is examined. */
    public static final class Doctor {

        /** Whether servers are asked what they grant, and configurations are examined; false also leaves out the connection budget. */
        private boolean enabled = true;

        /** How often each server is asked, 1m to 30d. */
        private Duration interval = Duration.ofMinutes(10);

        /** How long a server may take to answer, 1s to 1m. */
        private Duration timeout = Duration.ofSeconds(5);

        public boolean isEnabled() {
            return this.enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public Duration getInterval() {
            return this.interval;
        }

        public void setInterval(Duration interval) {
            this.interval = interval;
        }

        public Duration getTimeout() {
            return this.timeout;
        }

        public void setTimeout(Duration timeout) {
            this.timeout = timeout;
        }
    }

    /** What the log says of pools beside their start and their changes of status. */
    public static final class Log {

        /** How often one line says how each pool is doing, at least 1s; never unless set. */
        private @Nullable Duration summaryInterval;

        public @Nullable Duration getSummaryInterval() {
            return this.summaryInterval;
        }

        public void setSummaryInterval(@Nullable Duration summaryInterval) {
            this.summaryInterval = summaryInterval;
        }
    }

    /** What is kept of the past of each pool. */
    public static final class History {

        /** Whether anything is kept. */
        private boolean enabled = true;

        /** How far the points of the recent past are apart, at least 1s. */
        private Duration every = Duration.ofSeconds(1);

        /** How long each point of the recent past is kept, at most 10000 times every. */
        private Duration keep = Duration.ofMinutes(10);

        /** How far the points of the long past are apart, at least every. */
        private Duration coarseEvery = Duration.ofMinutes(1);

        /** How long each point of the long past is kept, at most 10000 times coarse-every. */
        private Duration coarseKeep = Duration.ofHours(24);

        public boolean isEnabled() {
            return this.enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public Duration getEvery() {
            return this.every;
        }

        public void setEvery(Duration every) {
            this.every = every;
        }

        public Duration getKeep() {
            return this.keep;
        }

        public void setKeep(Duration keep) {
            this.keep = keep;
        }

        public Duration getCoarseEvery() {
            return this.coarseEvery;
        }

        public void setCoarseEvery(Duration coarseEvery) {
            this.coarseEvery = coarseEvery;
        }

        public Duration getCoarseKeep() {
            return this.coarseKeep;
        }

        public void setCoarseKeep(Duration coarseKeep) {
            this.coarseKeep = coarseKeep;
        }
    }

    /** How backends are checked. */
    public static final class Health {

        /** Whether Boot's own indicators of databases whose pools are watched give way to the component pools. */
        private boolean replace = true;

        /** Within how long a dead backend is noticed, at least 2s. */
        private Duration interval = Duration.ofSeconds(10);

        /** How long a backend may take to answer a probe, positive and at least 1s below interval. */
        private Duration timeout = Duration.ofSeconds(3);

        public boolean isReplace() {
            return this.replace;
        }

        public void setReplace(boolean replace) {
            this.replace = replace;
        }

        public Duration getInterval() {
            return this.interval;
        }

        public void setInterval(Duration interval) {
            this.interval = interval;
        }

        public Duration getTimeout() {
            return this.timeout;
        }

        public void setTimeout(Duration timeout) {
            this.timeout = timeout;
        }
    }

    /** What is published about pools. */
    public static final class Metrics {

        /** Whether meters of pools are published. */
        private boolean enabled = true;

        /** How they are named: pool (unless set), otel (OpenTelemetry's db.client.connection.*, and pool.* for the rest), or pool,otel. */
        private Set<PoolNaming> naming = EnumSet.of(PoolNaming.POOL);

        /** Whether times are counted in buckets from 1ms to 60s, for percentiles over instances; false saves 48 series a pool. */
        private boolean histograms = true;

        public boolean isEnabled() {
            return this.enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public Set<PoolNaming> getNaming() {
            return this.naming;
        }

        public void setNaming(Set<PoolNaming> naming) {
            this.naming = naming;
        }

        public boolean isHistograms() {
            return this.histograms;
        }

        public void setHistograms(boolean histograms) {
            this.histograms = histograms;
        }
    }

    /** What is told of events of pools. */
    public static final class Events {

        /** Whether changes of the status of any pool, and what happens to account pools, are events of the application. */
        private boolean publish = true;

        /** Whether each acquire and each release of an account pool is one of them, and kept among the recent events. */
        private boolean sessions;

        /** How many of the last events of each pool are kept, 0 to 100000. */
        private int recent = 200;

        public boolean isPublish() {
            return this.publish;
        }

        public void setPublish(boolean publish) {
            this.publish = publish;
        }

        public boolean isSessions() {
            return this.sessions;
        }

        public void setSessions(boolean sessions) {
            this.sessions = sessions;
        }

        public int getRecent() {
            return this.recent;
        }

        public void setRecent(int recent) {
            this.recent = recent;
        }
    }
}
