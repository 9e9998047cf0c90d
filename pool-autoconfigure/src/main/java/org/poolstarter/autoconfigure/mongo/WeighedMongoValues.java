/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.ConnectionString;
import com.mongodb.ReadConcern;
import com.mongodb.ReadConcernLevel;
import com.mongodb.ReadPreference;
import com.mongodb.TagSet;
import com.mongodb.TaggableReadPreference;
import com.mongodb.WriteConcern;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.MongoTuning;
import org.poolstarter.mongo.MongoClientValues;
import org.poolstarter.pool.ReadableDuration;

/** Makes the values of one client from its keys and the options of its connection string. */
final class WeighedMongoValues {

    /** The driver refuses less when it selects a server, and then every read fails. */
    private static final Duration LEAST_STALENESS = Duration.ofSeconds(90);

    private final WeighedMongoKeys keys;
    private final ConnectionString uri;

    WeighedMongoValues(WeighedMongoKeys keys, ConnectionString uri) {
        this.keys = keys;
        this.uri = uri;
    }

    /** @throws IllegalArgumentException if a value cannot be used; the text begins with its key */
    MongoClientValues all() {
        MongoClientValues.Limits limits = limits();
        Duration operation = keys.value("timeout", millis(uri.getTimeout()), MongoTuning::getTimeout);
        MongoClientValues.Timeouts timeouts = (operation != null) ? inAll(operation) : byStep();
        return new MongoClientValues(limits, timeouts, operations(operation), encoding(), slowCommands());
    }

    /**
     * The values underneath the settings of a client that is configured elsewhere. What cuts reads short is left out: an
     * application may make long ones without expecting it.
     *
     * @throws IllegalArgumentException as {@link #all}
     */
    MongoClientValues baseline() {
        return new MongoClientValues(limits(), byStep().withoutSocket(), operations(null), encoding(), slowCommands());
    }

    private MongoClientValues.Limits limits() {
        int maxSize = keys.required("max-size", uri.getMaxConnectionPoolSize(), MongoTuning::getMaxSize);
        int minIdle = keys.minIdle(uri.getMinConnectionPoolSize(), maxSize);
        Integer maxConnecting = keys.value("max-connecting", uri.getMaxConnecting(), MongoTuning::getMaxConnecting);
        Duration idleTimeout =
                keys.unlessZero("idle-timeout", millis(uri.getMaxConnectionIdleTime()), MongoTuning::getIdleTimeout);
        Duration maxLifetime =
                keys.unlessZero("max-lifetime", millis(uri.getMaxConnectionLifeTime()), MongoTuning::getMaxLifetime);
        return new MongoClientValues.Limits(minIdle, maxSize, maxConnecting, idleTimeout, maxLifetime);
    }

    private MongoClientValues.Timeouts inAll(Duration operation) {
        String because = "timeout is set";
        keys.notInForce("acquire-timeout", because, MongoTuning::getAcquireTimeout);
        keys.notInForce("socket-timeout", because, MongoTuning::getSocketTimeout);
        return new MongoClientValues.Timeouts(operation, null, serverSelection(), connect(), null);
    }

    private MongoClientValues.Timeouts byStep() {
        return new MongoClientValues.Timeouts(
                null,
                keys.required("acquire-timeout", millis(uri.getMaxWaitTime()), MongoTuning::getAcquireTimeout),
                serverSelection(),
                connect(),
                keys.unlessZero("socket-timeout", millis(uri.getSocketTimeout()), MongoTuning::getSocketTimeout));
    }

    private Duration serverSelection() {
        return keys.required(
                "server-selection-timeout",
                millis(uri.getServerSelectionTimeout()),
                MongoTuning::getServerSelectionTimeout);
    }

    private Duration connect() {
        return keys.required("connect-timeout", millis(uri.getConnectTimeout()), MongoTuning::getConnectTimeout);
    }

    private MongoClientValues.Operations operations(@Nullable Duration timeout) {
        return new MongoClientValues.Operations(
                keys.required("retry-reads", uri.getRetryReads(), MongoTuning::getRetryReads),
                keys.required("retry-writes", uri.getRetryWritesValue(), MongoTuning::getRetryWrites),
                writeConcern(uri.getWriteConcern(), timeout),
                readConcern(),
                readPreference());
    }

    private @Nullable WriteConcern writeConcern(@Nullable WriteConcern inUri, @Nullable Duration timeout) {
        Object wInUri = (inUri != null) ? inUri.getWObject() : null;
        String w =
                keys.value("write-concern", (wInUri != null) ? wInUri.toString() : null, MongoTuning::getWriteConcern);
        Boolean journal = keys.value("journal", (inUri != null) ? inUri.getJournal() : null, MongoTuning::getJournal);
        Integer wTimeout = (timeout != null) ? withoutWriteConcernTimeout() : writeConcernTimeout(inUri);
        if (w == null && journal == null && wTimeout == null && inUri == null) {
            return null;
        }
        WriteConcern result = (inUri != null) ? inUri : WriteConcern.ACKNOWLEDGED;
        if (w != null) {
            // Asked of the key first: the driver's own text for w=0 with a journal does not name it.
            if (Boolean.TRUE.equals(journal) && w.equals("0")) {
                throw new IllegalArgumentException("journal must be false where write-concern=0 but is true");
            }
            result = w.matches("\\d+") ? result.withW(Integer.parseInt(w)) : result.withW(w);
        }
        result = (wTimeout != null) ? result.withWTimeout(wTimeout, MILLISECONDS) : result;
        return (journal != null) ? result.withJournal(journal) : result;
    }

    private @Nullable Integer withoutWriteConcernTimeout() {
        keys.notInForce("write-concern-timeout", "timeout is set", MongoTuning::getWriteConcernTimeout);
        return null;
    }

    private @Nullable Integer writeConcernTimeout(@Nullable WriteConcern inUri) {
        Integer millis = (inUri != null) ? inUri.getWTimeout(MILLISECONDS) : null;
        Duration value = keys.value("write-concern-timeout", millis(millis), MongoTuning::getWriteConcernTimeout);
        if (value != null && (value.isNegative() || value.toMillis() > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "write-concern-timeout must be between 0 and 24 days but is " + ReadableDuration.of(value));
        }
        return (value != null) ? Integer.valueOf((int) value.toMillis()) : null;
    }

    private @Nullable ReadConcern readConcern() {
        ReadConcernLevel inUri =
                (uri.getReadConcern() != null) ? uri.getReadConcern().getLevel() : null;
        MongoTuning.ReadConcern level = keys.value(
                "read-concern",
                (inUri != null) ? MongoTuning.ReadConcern.valueOf(inUri.name()) : null,
                MongoTuning::getReadConcern);
        return (level != null) ? new ReadConcern(ReadConcernLevel.valueOf(level.name())) : null;
    }

    private @Nullable ReadPreference readPreference() {
        ReadPreference inUri = uri.getReadPreference();
        TaggableReadPreference tagged = (inUri instanceof TaggableReadPreference taggable) ? taggable : null;
        MongoTuning.ReadPreference mode = keys.value("read-preference", mode(inUri), MongoTuning::getReadPreference);
        if (mode == null || mode == MongoTuning.ReadPreference.PRIMARY) {
            keys.notInForce("max-staleness", "read-preference is primary", MongoTuning::getMaxStaleness);
            return (mode != null) ? ReadPreference.primary() : null;
        }
        Long inUriMillis = (tagged != null) ? tagged.getMaxStaleness(MILLISECONDS) : null;
        Duration staleness = keys.value("max-staleness", millis(inUriMillis), MongoTuning::getMaxStaleness);
        if (staleness != null && staleness.compareTo(LEAST_STALENESS) < 0) {
            throw new IllegalArgumentException(
                    "max-staleness must be at least 90s but is " + ReadableDuration.of(staleness));
        }
        List<TagSet> tags = (tagged != null) ? tagged.getTagSetList() : List.of();
        String name = mode.name().replace("_", "");
        return (staleness != null)
                ? ReadPreference.valueOf(name, tags, staleness.toMillis(), MILLISECONDS)
                : ReadPreference.valueOf(name, tags);
    }

    private static MongoTuning.@Nullable ReadPreference mode(@Nullable ReadPreference inUri) {
        if (inUri == null) {
            return null;
        }
        return MongoTuning.ReadPreference.valueOf(
                inUri.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT));
    }

    private MongoClientValues.Encoding encoding() {
        UuidRepresentation inUri = uri.getUuidRepresentation();
        MongoTuning.UuidRepresentation uuid = keys.value(
                "uuid-representation",
                (inUri != null) ? MongoTuning.UuidRepresentation.valueOf(inUri.name()) : null,
                MongoTuning::getUuidRepresentation);
        return new MongoClientValues.Encoding(
                MongoCompression.of(keys, uri), (uuid != null) ? UuidRepresentation.valueOf(uuid.name()) : null);
    }

    private MongoClientValues.SlowCommands slowCommands() {
        Duration threshold = keys.unlessZero("slow-command-threshold", null, MongoTuning::getSlowCommandThreshold);
        Boolean values = keys.value("slow-command-values", null, MongoTuning::getSlowCommandValues);
        return new MongoClientValues.SlowCommands(threshold, Boolean.TRUE.equals(values));
    }

    private static @Nullable Duration millis(@Nullable Number value) {
        return (value != null) ? Duration.ofMillis(value.longValue()) : null;
    }
}
