/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a MongoDB client that a profile may set. A key that is absent is taken from the next weaker profile. */
public class MongoTuning {

    /** Connections to each server that the pool tries to keep, 0 or more. */
    private @Nullable Integer minIdle;

    /** Upper bound of connections to each server, 1 or more. */
    private @Nullable Integer maxSize;

    /** Connections that may be opened at once to each server, 1 or more. */
    private @Nullable Integer maxConnecting;

    /** How long an operation may take in all, positive. Where it is set, acquire-timeout, socket-timeout and write-concern-timeout are not. */
    private @Nullable Duration timeout;

    /** How long an operation waits for a connection, positive. */
    private @Nullable Duration acquireTimeout;

    /** How long a connection stays idle before it is closed; 0 keeps it. */
    private @Nullable Duration idleTimeout;

    /** How old a connection gets before it is replaced; 0 for no limit. */
    private @Nullable Duration maxLifetime;

    /** How long an operation waits for a suitable server, positive. */
    private @Nullable Duration serverSelectionTimeout;

    /** How long connecting to a server may take, positive. */
    private @Nullable Duration connectTimeout;

    /** How long one read from a server may take; 0 for no limit. */
    private @Nullable Duration socketTimeout;

    /** Whether reads are tried again once after a network error. */
    private @Nullable Boolean retryReads;

    /** Whether writes are tried again once after a network error. */
    private @Nullable Boolean retryWrites;

    /** Write concern: a number of members, majority, or the name of a custom one. */
    private @Nullable String writeConcern;

    /** Whether a write is acknowledged only when it is in the journal. */
    private @Nullable Boolean journal;

    /** How long a write waits for its write concern; 0 for no limit. */
    private @Nullable Duration writeConcernTimeout;

    /** Read concern: local, available, majority, linearizable or snapshot. */
    private @Nullable ReadConcern readConcern;

    /** Which members of a replica set answer reads: primary, primary-preferred, secondary, secondary-preferred or nearest. */
    private @Nullable ReadPreference readPreference;

    /** How far a secondary that answers reads may be behind, at least 90s; not with the read preference primary. */
    private @Nullable Duration maxStaleness;

    /** Compressors offered to servers, the preferred one first: zlib, snappy, zstd; the last two need their library. */
    private @Nullable List<Compressor> compressors;

    /** How a UUID is stored: unspecified, standard, java-legacy, c-sharp-legacy or python-legacy. */
    private @Nullable UuidRepresentation uuidRepresentation;

    /** From how long on a command is logged as slow, with its name and collection; 0, or nothing, logs none. */
    private @Nullable Duration slowCommandThreshold;

    /** Whether the log of a slow command shows all of it, the values too. Costs a copy of every command. */
    private @Nullable Boolean slowCommandValues;

    public @Nullable Integer getMinIdle() {
        return this.minIdle;
    }

    public void setMinIdle(@Nullable Integer minIdle) {
        this.minIdle = minIdle;
    }

    public @Nullable Integer getMaxSize() {
        return this.maxSize;
    }

    public void setMaxSize(@Nullable Integer maxSize) {
        this.maxSize = maxSize;
    }

    public @Nullable Integer getMaxConnecting() {
        return this.maxConnecting;
    }

    public void setMaxConnecting(@Nullable Integer maxConnecting) {
        this.maxConnecting = maxConnecting;
    }

    public @Nullable Duration getAcquireTimeout() {
        return this.acquireTimeout;
    }

    public void setAcquireTimeout(@Nullable Duration acquireTimeout) {
        this.acquireTimeout = acquireTimeout;
    }

    public @Nullable Duration getIdleTimeout() {
        return this.idleTimeout;
    }

    public void setIdleTimeout(@Nullable Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public @Nullable Duration getMaxLifetime() {
        return this.maxLifetime;
    }

    public void setMaxLifetime(@Nullable Duration maxLifetime) {
        this.maxLifetime = maxLifetime;
    }

    public @Nullable Duration getServerSelectionTimeout() {
        return this.serverSelectionTimeout;
    }

    public void setServerSelectionTimeout(@Nullable Duration serverSelectionTimeout) {
        this.serverSelectionTimeout = serverSelectionTimeout;
    }

    public @Nullable Duration getConnectTimeout() {
        return this.connectTimeout;
    }

    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public @Nullable Duration getSocketTimeout() {
        return this.socketTimeout;
    }

    public void setSocketTimeout(@Nullable Duration socketTimeout) {
        this.socketTimeout = socketTimeout;
    }

    public @Nullable Boolean getRetryReads() {
        return this.retryReads;
    }

    public void setRetryReads(@Nullable Boolean retryReads) {
        this.retryReads = retryReads;
    }

    public @Nullable Boolean getRetryWrites() {
        return this.retryWrites;
    }

    public void setRetryWrites(@Nullable Boolean retryWrites) {
        this.retryWrites = retryWrites;
    }

    public @Nullable String getWriteConcern() {
        return this.writeConcern;
    }

    public void setWriteConcern(@Nullable String writeConcern) {
        this.writeConcern = writeConcern;
    }

    public @Nullable Boolean getJournal() {
        return this.journal;
    }

    public void setJournal(@Nullable Boolean journal) {
        this.journal = journal;
    }

    public @Nullable Duration getTimeout() {
        return this.timeout;
    }

    public void setTimeout(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    public @Nullable Duration getWriteConcernTimeout() {
        return this.writeConcernTimeout;
    }

    public void setWriteConcernTimeout(@Nullable Duration writeConcernTimeout) {
        this.writeConcernTimeout = writeConcernTimeout;
    }

    public @Nullable ReadConcern getReadConcern() {
        return this.readConcern;
    }

    public void setReadConcern(@Nullable ReadConcern readConcern) {
        this.readConcern = readConcern;
    }

    public @Nullable ReadPreference getReadPreference() {
        return this.readPreference;
    }

    public void setReadPreference(@Nullable ReadPreference readPreference) {
        this.readPreference = readPreference;
    }

    public @Nullable Duration getMaxStaleness() {
        return this.maxStaleness;
    }

    public void setMaxStaleness(@Nullable Duration maxStaleness) {
        this.maxStaleness = maxStaleness;
    }

    public @Nullable List<Compressor> getCompressors() {
        return this.compressors;
    }

    public void setCompressors(@Nullable List<Compressor> compressors) {
        this.compressors = compressors;
    }

    public @Nullable UuidRepresentation getUuidRepresentation() {
        return this.uuidRepresentation;
    }

    public void setUuidRepresentation(@Nullable UuidRepresentation uuidRepresentation) {
        this.uuidRepresentation = uuidRepresentation;
    }

    public @Nullable Duration getSlowCommandThreshold() {
        return this.slowCommandThreshold;
    }

    public void setSlowCommandThreshold(@Nullable Duration slowCommandThreshold) {
        this.slowCommandThreshold = slowCommandThreshold;
    }

    public @Nullable Boolean getSlowCommandValues() {
        return this.slowCommandValues;
    }

    public void setSlowCommandValues(@Nullable Boolean slowCommandValues) {
        this.slowCommandValues = slowCommandValues;
    }

    /** What of the data a read may return. */
    public enum ReadConcern {
        LOCAL,
        AVAILABLE,
        MAJORITY,
        LINEARIZABLE,
        SNAPSHOT
    }

    /** Which members of a replica set answer reads. */
    public enum ReadPreference {
        PRIMARY,
        PRIMARY_PREFERRED,
        SECONDARY,
        SECONDARY_PREFERRED,
        NEAREST
    }

    /** How messages are compressed. */
    public enum Compressor {
        SNAPPY,
        ZLIB,
        ZSTD
    }

    /** In which order of bytes, and as which subtype, a UUID is stored. */
    public enum UuidRepresentation {
        UNSPECIFIED,
        STANDARD,
        JAVA_LEGACY,
        C_SHARP_LEGACY,
        PYTHON_LEGACY
    }
}
