/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A service that is used in turns: while one of its calls lasts, the test goes on. A call works, or fails in one of the
 * ways in which factories fail, as chance will have it; what it sees it tells to the model.
 */
final class FuzzService {

    /** A session of an account. Fields are the model's. */
    static final class Session {

        final int account;
        final ClientFactory<String, Session> factory;
        FuzzModel.@Nullable Held holder;
        long openedAt;
        long aliveAt;
        int uses;
        boolean open;
        boolean broken;
        boolean closing;
        long doomedAt = Long.MAX_VALUE;

        Session(int account, ClientFactory<String, Session> factory) {
            this.account = account;
            this.factory = factory;
        }
    }

    private final RandomGenerator random;
    private final FuzzModel model;
    private final Runnable meanwhile;

    /**
     * A service without sessions.
     *
     * @param meanwhile what goes on while a call lasts
     */
    FuzzService(RandomGenerator random, FuzzModel model, Runnable meanwhile) {
        this.random = random;
        this.model = model;
        this.meanwhile = meanwhile;
    }

    ClientFactory<String, Session> newFactory() {
        return new Sessions();
    }

    private final class Sessions implements ClientFactory<String, Session> {

        @Override
        @SuppressWarnings("NullAway") // a factory that breaks its contract
        public Session open(String name) throws Exception {
            Session session = new Session(FuzzModel.accountOf(name), this);
            model.opening(session);
            meanwhile.run();
            switch (random.nextInt(24)) {
                case 0 -> throw model.openFailed(session, new IllegalStateException("fuzz"));
                case 1 -> throw model.openFailed(session, new StackOverflowError("fuzz"));
                case 2 -> {
                    model.openFailed(session, new NullPointerException("fuzz"));
                    return null;
                }
                case 3 -> {
                    Duration wait = Duration.ofMillis(1 + random.nextInt(40));
                    Exception order = new RetryAfter(wait);
                    throw model.parked(session, wait, random.nextBoolean() ? order : new Exception("fuzz", order));
                }
                default -> {
                    model.opened(session);
                    return session;
                }
            }
        }

        @Override
        public boolean validate(Session session) {
            model.validating(session, this);
            meanwhile.run();
            switch (random.nextInt(10)) {
                case 0 -> {
                    model.validated(session, false);
                    throw new AssertionError("fuzz");
                }
                case 1 -> {
                    model.validated(session, false);
                    return false;
                }
                default -> {
                    model.validated(session, true);
                    return true;
                }
            }
        }

        @Override
        public void close(Session session) throws Exception {
            model.closing(session, this);
            meanwhile.run();
            model.closed(session);
            if (random.nextInt(16) == 0) {
                throw new Exception("fuzz");
            }
        }
    }
}
