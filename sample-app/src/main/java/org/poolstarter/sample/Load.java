/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AcquireException;
import org.poolstarter.account.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * With {@code --load}: callers on all three pools, so that there is something to see. Those of {@code archive} come and go like
 * a tide, and at high water there are more of them than connections. On the embedded servers only.
 */
@Component
@Profile("!external")
@ConditionalOnProperty("load")
final class Load implements SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(Load.class);

    private static final Duration TIDE = Duration.ofSeconds(30);
    private static final int ARCHIVE_CALLERS_AT_LOW_WATER = 2;
    private static final int ARCHIVE_CALLERS = 16;
    private static final int SESSIONS_CALLERS = 3;
    private static final int MAIL_CALLERS = 7;

    private final DataSource archive;
    private final Sessions sessions;
    private final AccountPool<MailAccount, ImapSession> mail;
    private final List<MailAccount> accounts;
    private final Clock clock;

    /** When it began, in milliseconds since 1970: at low water. */
    private volatile long began;

    /** Null while it is stopped. Written under the lock of {@code this}. */
    private volatile @Nullable ExecutorService callers;

    Load(
            @Qualifier("archive") DataSource archive,
            Sessions sessions,
            AccountPool<MailAccount, ImapSession> mail,
            CollectionPlan plan,
            Clock clock) {
        this.archive = archive;
        this.sessions = sessions;
        this.mail = mail;
        this.accounts = plan.accounts();
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        ExecutorService started = Executors.newCachedThreadPool(new CustomizableThreadFactory("load-"));
        began = clock.millis();
        callers = started;
        for (int i = 0; i < ARCHIVE_CALLERS; i++) {
            int caller = i;
            started.execute(() -> repeat(() -> queryAtHighWater(caller)));
        }
        for (int i = 0; i < SESSIONS_CALLERS; i++) {
            started.execute(() -> repeat(this::readSessions));
        }
        for (int i = 0; i < MAIL_CALLERS; i++) {
            started.execute(() -> repeat(this::visitAccount));
        }
    }

    @Override
    public synchronized void stop() {
        ExecutorService stopping = callers;
        callers = null;
        if (stopping != null) {
            stopping.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return callers != null;
    }

    private void queryAtHighWater(int caller) throws SQLException, InterruptedException {
        if (caller >= archiveCallers()) {
            pause(200, 400);
            return;
        }
        try (Connection connection = archive.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select count(*), pg_sleep(?) from message where account = ?")) {
            statement.setDouble(1, ThreadLocalRandom.current().nextDouble(0.05, 0.3));
            statement.setString(2, anyAccount().id());
            statement.executeQuery().close();
        }
        pause(10, 60);
    }

    private int archiveCallers() {
        double phase = 2 * Math.PI * (clock.millis() - began) / TIDE.toMillis();
        double share = (1 - Math.cos(phase)) / 2;
        return (int)
                Math.round(ARCHIVE_CALLERS_AT_LOW_WATER + share * (ARCHIVE_CALLERS - ARCHIVE_CALLERS_AT_LOW_WATER));
    }

    private void readSessions() throws InterruptedException {
        sessions.newest(null, 50);
        pause(5, 80);
    }

    private void visitAccount() throws AcquireException, InterruptedException {
        try (Lease<ImapSession> lease = mail.acquire(anyAccount())) {
            lease.client().answers();
            pause(300, 2500);
        }
        pause(100, 1500);
    }

    private MailAccount anyAccount() {
        return accounts.get(ThreadLocalRandom.current().nextInt(accounts.size()));
    }

    private static void pause(int atLeast, int atMost) throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(atLeast, atMost));
    }

    private void repeat(Call call) {
        try {
            while (isRunning()) {
                serve(call);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static void serve(Call call) throws InterruptedException {
        try {
            call.make();
        } catch (InterruptedException ex) {
            throw ex;
        } catch (Exception ex) {
            // Busy accounts, timeouts, a database that somebody has stopped: all of it is part of the show.
            logger.debug("A caller was not served", ex);
            pause(100, 300);
        }
    }

    private interface Call {

        void make() throws Exception;
    }
}
