/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.MongoClientSettings;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.poolstarter.mongo.MongoClientValues.SlowCommands;
import org.poolstarter.pool.PoolRecorder;

/**
 * All that is heard of one client.
 *
 * @param recorder what observers read
 * @param connections hears of connections and heartbeats
 * @param commands hears of commands
 */
record DriverEvents(PoolRecorder recorder, ConnectionEvents connections, CommandTimes commands) {

    /**
     * Begins to listen to the client that is built next from these settings, after everything else was set: no customizer
     * may take the listeners away.
     *
     * @param pool by which the log names the client
     */
    static DriverEvents listen(String pool, SlowCommands slowCommands, MongoClientSettings.Builder builder) {
        PoolRecorder recorder = new PoolRecorder();
        long heartbeatNanos = builder.build().getServerSettings().getHeartbeatFrequency(TimeUnit.NANOSECONDS);
        ConnectionEvents connections =
                new ConnectionEvents(pool, recorder, heartbeatNanos, System::nanoTime, Clock.systemUTC());
        CommandTimes commands = new CommandTimes(pool, slowCommands, Clock.systemUTC());
        builder.applyToConnectionPoolSettings(settings -> settings.addConnectionPoolListener(connections));
        builder.applyToServerSettings(settings -> settings.addServerMonitorListener(connections));
        builder.addCommandListener(commands);
        return new DriverEvents(recorder, connections, commands);
    }

    /** From now on the log names this pool. */
    void named(String pool) {
        connections.named(pool);
        commands.named(pool);
    }
}
