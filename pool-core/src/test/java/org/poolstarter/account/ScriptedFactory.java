/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A service that does what the test says, call by call; where nothing is said it works. It counts the sessions it sees,
 * from the begin of open to the end of close, so that limits are judged by the service and not by the pool.
 */
final class ScriptedFactory implements ClientFactory<String, ScriptedFactory.Client> {

    /** What one call of the factory does. */
    @FunctionalInterface
    interface Step {

        void run() throws Exception;
    }

    /** A session of an account, which knows whether somebody uses it. */
    static final class Client {

        private final String account;
        private final AtomicBoolean inUse = new AtomicBoolean();
        private final AtomicInteger closes = new AtomicInteger();

        Client(String account) {
            this.account = account;
        }

        String account() {
            return account;
        }

        boolean isClosed() {
            return closes.get() > 0;
        }

        /** Fails if another holder has begun and not ended. */
        void begin() {
            if (!inUse.compareAndSet(false, true)) {
                throw new AssertionError("Held twice: " + account);
            }
        }

        void end() {
            inUse.set(false);
        }
    }

    private final Queue<Step> opens = new ConcurrentLinkedQueue<>();
    private final Queue<Step> validations = new ConcurrentLinkedQueue<>();
    private final Queue<Step> closes = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private volatile boolean nextOpenIsNull;

    /* Guarded by this. */
    private final Map<String, Integer> sessions = new HashMap<>();
    private final Map<String, Integer> mostOfAccount = new HashMap<>();
    private final List<Client> opened = new ArrayList<>();
    private final List<Client> closed = new ArrayList<>();
    private final Deque<String> opening = new ArrayDeque<>();
    private int all;
    private int mostInAll;
    private int validated;

    @Override
    @SuppressWarnings("NullAway") // a factory that breaks its contract
    public Client open(String account) throws Exception {
        enter(account);
        try {
            run(opens);
        } catch (Throwable ex) {
            leave(account);
            throw ex;
        }
        if (nextOpenIsNull) {
            nextOpenIsNull = false;
            leave(account);
            return null;
        }
        Client client = new Client(account);
        synchronized (this) {
            opened.add(client);
        }
        return client;
    }

    @Override
    public boolean validate(Client client) throws Exception {
        synchronized (this) {
            validated++;
        }
        try {
            run(validations);
        } catch (Broken ex) {
            return false;
        }
        return true;
    }

    @Override
    public void close(Client client) throws Exception {
        if (client.closes.incrementAndGet() > 1) {
            throw new AssertionError("Closed twice: " + client.account);
        }
        synchronized (this) {
            closed.add(client);
        }
        try {
            run(closes);
        } finally {
            leave(client.account);
        }
    }

    void onOpen(Step step) {
        opens.add(step);
    }

    void onValidate(Step step) {
        validations.add(step);
    }

    void onClose(Step step) {
        closes.add(step);
    }

    Gate holdOpen() {
        Gate gate = new Gate();
        onOpen(gate::pass);
        return gate;
    }

    Gate holdValidate() {
        Gate gate = new Gate();
        onValidate(gate::pass);
        return gate;
    }

    Gate holdClose() {
        Gate gate = new Gate();
        onClose(gate::pass);
        return gate;
    }

    void openNull() {
        nextOpenIsNull = true;
    }

    /** To be thrown by a step of a validation that says no. */
    static final class Broken extends Exception {

        private static final long serialVersionUID = 1L;
    }

    /** The threads on which the factory was called. */
    List<Thread> threads() {
        return List.copyOf(threads);
    }

    /** The accounts for which open was called, in order. */
    synchronized List<String> opening() {
        return List.copyOf(opening);
    }

    synchronized List<Client> opened() {
        return List.copyOf(opened);
    }

    synchronized List<Client> closed() {
        return List.copyOf(closed);
    }

    synchronized int validated() {
        return validated;
    }

    /** Sessions now, those being opened and closed included. */
    synchronized int sessions() {
        return all;
    }

    synchronized int mostInAll() {
        return mostInAll;
    }

    /** The most sessions any account ever had at once. */
    synchronized int mostOfAnAccount() {
        return mostOfAccount.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private void run(Queue<Step> steps) throws Exception {
        threads.add(Thread.currentThread());
        @Nullable Step step = steps.poll();
        if (step != null) {
            step.run();
        }
    }

    private synchronized void enter(String account) {
        opening.add(account);
        all++;
        mostInAll = Math.max(mostInAll, all);
        int own = sessions.merge(account, 1, Integer::sum);
        mostOfAccount.merge(account, own, Math::max);
    }

    private synchronized void leave(String account) {
        all--;
        sessions.merge(account, -1, Integer::sum);
    }
}
