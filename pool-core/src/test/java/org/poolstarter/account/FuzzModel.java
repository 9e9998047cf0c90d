/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.FuzzService.Session;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;

/**
 * What must hold of any account pool, judged by what the service sees, by what callers get, and by the counts the pool
 * shows; it knows nothing of how a pool works inside. Keeps the first promise that was broken.
 */
final class FuzzModel {

    /** What happened how often, so that a fuzzer that tests nothing is seen. */
    enum Event {
        STEP,
        OPERATION,
        QUIET,
        LEASE_AT_ONCE,
        LEASE_AFTER_WAIT,
        LEASE_OF_NEW_CLIENT,
        LEASE_DEAD_ON_ARRIVAL,
        SESSION_EXPIRED,
        LATE_END,
        TIMED_OUT,
        REJECTED,
        BUSY,
        PARKED,
        OPEN_FAILED,
        CANCELLED,
        CANCELLED_TOO_LATE,
        INTERRUPTED,
        POOL_CLOSED,
        SERVICE_OPENED,
        SERVICE_FAILED,
        SERVICE_PARKED,
        SERVICE_VALID,
        SERVICE_INVALID,
        SERVICE_CLOSED,
        PLACE_REFUSED_AT_LIMIT,
        OVER_LIMIT,
        ROOM_MADE
    }

    /** One acquire that may wait. */
    static final class Call {

        final int account;
        final boolean fresh;
        final long rank;
        final long joinedAt;
        final long deadline;

        @Nullable
        CompletableFuture<Lease<Session>> future;

        Call(int account, boolean fresh, long rank, long joinedAt, long deadline) {
            this.account = account;
            this.fresh = fresh;
            this.rank = rank;
            this.joinedAt = joinedAt;
            this.deadline = deadline;
        }
    }

    /** One lease as its holder sees it. */
    static final class Held {

        final Lease<Session> lease;
        final Session session;
        final long since;
        boolean toClose;
        boolean ended;

        Held(Lease<Session> lease, Session session, long since) {
            this.lease = lease;
            this.session = session;
            this.since = since;
        }
    }

    private record Lent(long at, long rank, long joinedAt, boolean opened) {}

    private static final int NO_LIMIT_OF_ITS_OWN = 0;
    private static final String[] NAMES = {"a0", "a1", "a2", "a3", "a4", "a5"};
    static final int MOST_ACCOUNTS = NAMES.length;
    private static final long NEVER = Long.MAX_VALUE;

    private final LongSupplier nanoTime;
    private final SteppedExecutor tasks;
    private final int accounts;
    private final Map<Event, Long> events = new EnumMap<>(Event.class);
    private @Nullable String broken;
    private @Nullable Throwable cause;

    private final Set<Session> sessions = new LinkedHashSet<>();
    private final int[] live;
    private int liveInAll;
    private final long[] parkedUntil;
    private final long[] blockedUntil;
    private final int[] mayStillOpen;

    private AccountPoolSettings limits;
    private final int[] ownLimits;
    private final int[] allowed;
    private int allowedInAll;
    private long shortestSession;
    private long pausedAt = NEVER;
    private boolean closed;
    private @Nullable ClientFactory<String, Session> factory;

    private final List<List<Call>> calls = new ArrayList<>();
    private final List<List<Lent>> lent = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private long started;
    private long released;
    private long discarded;
    private long seenOpenFailures;

    private final AccountSnapshot[] counts;
    private @Nullable AccountPool<String, Session> pool;
    private @Nullable FuzzRoom room;

    FuzzModel(LongSupplier nanoTime, SteppedExecutor tasks, int accounts, AccountPoolSettings limits) {
        this.nanoTime = nanoTime;
        this.tasks = tasks;
        this.accounts = accounts;
        this.limits = limits;
        this.live = new int[accounts];
        this.parkedUntil = new long[accounts];
        this.blockedUntil = new long[accounts];
        this.mayStillOpen = new int[accounts];
        this.ownLimits = new int[accounts];
        this.allowed = new int[accounts];
        this.counts = new AccountSnapshot[accounts];
        Arrays.fill(counts, new AccountSnapshot(0, 0, 0, 0, 0));
        Arrays.fill(allowed, limits.maxPerAccount());
        this.allowedInAll = limits.maxSize();
        this.shortestSession = limits.sessionTimeout().toNanos();
        for (int account = 0; account < accounts; account++) {
            calls.add(new ArrayList<>());
            lent.add(new ArrayList<>());
        }
    }

    /** To be called once, before the first step. */
    void judge(AccountPool<String, Session> judged) {
        pool = judged;
        room = new FuzzRoom(judged, nanoTime, accounts);
    }

    private AccountPool<String, Session> pool() {
        return Objects.requireNonNull(pool);
    }

    static String nameOf(int account) {
        return NAMES[account];
    }

    static int accountOf(String name) {
        return Integer.parseInt(name.substring(1));
    }

    // The verdict

    @Nullable
    String broken() {
        return broken;
    }

    @Nullable
    Throwable cause() {
        return cause;
    }

    void crashed(Throwable thrown) {
        if (broken == null) {
            cause = thrown;
        }
        fail("threw " + thrown);
    }

    private void fail(String promise) {
        if (broken == null) {
            broken = promise;
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // would need one more dependency
    private void require(boolean holds, String promise, Object... numbers) {
        if (!holds) {
            fail(promise.formatted(numbers));
        }
    }

    void count(Event event) {
        events.merge(event, 1L, Long::sum);
    }

    Map<Event, Long> events() {
        return events;
    }

    private long countOf(Event event) {
        return events.getOrDefault(event, 0L);
    }

    /** To be called before something is done that concerns one account, and that the pool follows up in one go. */
    void changes(int account) {
        FuzzRoom watched = room;
        if (watched != null && !closed) {
            watched.changes(account);
        }
    }

    /** To be called when the pool has done what follows from what was told it. */
    void changed() {
        FuzzRoom watched = room;
        if (watched == null) {
            return;
        }
        int before = watched.made();
        String failure = watched.judge(this::limitOf);
        if (isRolling()) {
            return;
        }
        if (watched.made() > before) {
            count(Event.ROOM_MADE);
        }
        if (failure != null) {
            fail(failure);
        }
    }

    /** Whether clients of a former factory are left, which are closed one after another. */
    private boolean isRolling() {
        return factory != null && sessions.stream().anyMatch(session -> session.factory != factory);
    }

    // What the service sees

    void opening(Session session) {
        changed();
        int account = session.account;
        sessions.add(session);
        live[account]++;
        liveInAll++;
        require(live[account] <= allowed[account], "%d sessions of account %d", live[account], account);
        require(liveInAll <= allowedInAll, "%d sessions in all", liveInAll);
        if (now() < parkedUntil[account]) {
            require(mayStillOpen[account] > 0, "account %d is parked, and a client of it is opened", account);
            mayStillOpen[account]--;
        }
    }

    void opened(Session session) {
        count(Event.SERVICE_OPENED);
        session.open = true;
        session.openedAt = now();
        session.aliveAt = now();
        changes(session.account);
    }

    <T extends Throwable> T openFailed(Session session, T failure) {
        count(Event.SERVICE_FAILED);
        ended(session);
        changes(session.account);
        return failure;
    }

    <T extends Throwable> T parked(Session session, Duration wait, T failure) {
        count(Event.SERVICE_PARKED);
        ended(session);
        int account = session.account;
        if (!closed) {
            parkedUntil[account] = Math.max(parkedUntil[account], now() + wait.toNanos());
            blockedUntil[account] = Math.max(blockedUntil[account], parkedUntil[account]);
        }
        // The one that has just failed not included.
        mayStillOpen[account] = pool().snapshot(nameOf(account)).opening() - 1;
        changes(account);
        return failure;
    }

    void validating(Session session, ClientFactory<?, ?> by) {
        changed();
        require(by == session.factory, "validated by the factory of others");
        require(session.holder == null, "a client is validated while it is held");
        require(session.open && !session.closing, "a client that is not open is validated");
    }

    void validated(Session session, boolean valid) {
        count(valid ? Event.SERVICE_VALID : Event.SERVICE_INVALID);
        session.broken |= !valid;
        session.aliveAt = now();
        changes(session.account);
    }

    void closing(Session session, ClientFactory<?, ?> by) {
        changed();
        require(by == session.factory, "closed by the factory of others");
        require(session.holder == null, "a client of account %d is closed under its holder", session.account);
        require(session.open, "a client is closed that was not opened");
        require(!session.closing, "a client of account %d is closed twice", session.account);
        session.closing = true;
    }

    void closed(Session session) {
        count(Event.SERVICE_CLOSED);
        session.open = false;
        ended(session);
        changes(session.account);
    }

    private void ended(Session session) {
        live[session.account]--;
        liveInAll--;
        sessions.remove(session);
    }

    // What callers do

    /** An acquire begins. Its future is told to {@link #waits}, or its end to one of the methods below. */
    Call begins(int account, AcquireOptions options) {
        started++;
        Duration timeout = (options.timeout() != null) ? options.timeout() : limits.acquireTimeout();
        long rank = now() - options.priority() * limits.agingInterval().toNanos();
        Call call = new Call(account, options.newClient(), rank, tasks.nextNumber(), now() + timeout.toNanos());
        calls.get(account).add(call);
        return call;
    }

    void waits(Call call, CompletableFuture<Lease<Session>> future) {
        call.future = future;
        CompletableFuture<?> unused =
                future.whenComplete((lease, failure) -> ends(call, lease, failure, Event.LEASE_AFTER_WAIT));
    }

    void endsAtOnce(Call call, @Nullable Lease<Session> lease, @Nullable Throwable failure) {
        ends(call, lease, failure, Event.LEASE_AT_ONCE);
    }

    private void ends(Call call, @Nullable Lease<Session> lease, @Nullable Throwable failure, Event ifLent) {
        calls.get(call.account).remove(call);
        if (lease != null) {
            count(ifLent);
            long at = tasks.submittedNumber();
            requireInTurn(call, at);
            lent(call.account, lease, new Lent(at, call.rank, call.joinedAt, lease.opened()), call.fresh, true);
        } else if (failure instanceof CancellationException) {
            count(Event.CANCELLED);
        } else if (failure instanceof InterruptedException) {
            count(Event.INTERRUPTED);
        } else if (failure instanceof AcquireTimeoutException) {
            require(now() >= call.deadline, "an acquire timed out before its time");
            count(Event.TIMED_OUT);
        } else if (failure instanceof AccountBusyException) {
            count(Event.BUSY);
        } else if (failure instanceof AccountParkedException) {
            require(tasks.submittedNanos() < parkedUntil[call.account], "an account was taken for parked");
            count(Event.PARKED);
        } else if (failure instanceof AcquireRejectedException) {
            count(Event.REJECTED);
        } else if (failure instanceof OpenFailedException) {
            count(Event.OPEN_FAILED);
        } else if (failure instanceof PoolClosedException) {
            require(closed, "an acquire of an open pool was told that it is closed");
            count(Event.POOL_CLOSED);
        } else {
            crashed((failure != null) ? failure : new NullPointerException());
        }
    }

    /** Somebody found an idle client, and did not ask whether it works. */
    void found(int account, Lease<Session> lease) {
        started++;
        count(Event.LEASE_AT_ONCE);
        lent(account, lease, new Lent(tasks.nextNumber(), NEVER, NEVER, false), false, false);
    }

    private void lent(int account, Lease<Session> lease, Lent how, boolean fresh, boolean checked) {
        lent.get(account).add(how);
        long since = tasks.submittedNanos();
        require(how.at() < pausedAt, "a client was lent while the pool was paused");
        Session session = clientOf(lease);
        if (session == null) {
            count(Event.LEASE_DEAD_ON_ARRIVAL);
            discarded++;
            require(closed || now() - since >= shortestSession, "a lease was dead on arrival");
            return;
        }
        require(session.account == account, "a client of account %d for account %d", session.account, account);
        require(session.holder == null, "a client of account %d has two holders", account);
        require(session.open && !session.closing, "a closed client of account %d was lent", account);
        require(how.at() < session.doomedAt, "a client of account %d that was to be closed was lent", account);
        require(!session.broken, "a broken client of account %d was lent", account);
        require(since - session.openedAt < limits.maxLifetime().toNanos(), "too old a client was lent");
        require(since - session.aliveAt < limits.idleTimeout().toNanos(), "a client idle for too long was lent");
        require(
                !checked || since - session.aliveAt <= limits.validateAfter().toNanos(),
                "a client was lent without being validated");
        session.uses++;
        Integer maxUses = limits.maxUses();
        require(maxUses == null || session.uses <= maxUses, "a client was lent too often");
        require(!lease.opened() || session.uses == 1, "a used client was lent as new");
        require(!fresh || lease.opened(), "a used client was lent to somebody who wants a new one");
        if (lease.opened()) {
            count(Event.LEASE_OF_NEW_CLIENT);
        }
        Held mine = new Held(lease, session, since);
        session.holder = mine;
        held.add(mine);
    }

    /** Nobody whom this caller comes before, and who could not do with less, was served while it waited. */
    private void requireInTurn(Call call, long at) {
        for (Lent other : lent.get(call.account)) {
            boolean before =
                    call.rank < other.rank() || (call.rank == other.rank() && call.joinedAt < other.joinedAt());
            boolean meanwhile = call.joinedAt < other.at() && other.at() < at;
            require(
                    !before || !meanwhile || (call.fresh && !other.opened()),
                    "a caller of account %d was overtaken",
                    call.account);
        }
    }

    List<Held> held() {
        return held;
    }

    /** All that wait, or whose end was not told them yet. */
    List<Call> waiting() {
        List<Call> all = new ArrayList<>();
        calls.forEach(all::addAll);
        return all;
    }

    /** To be called before the holder ends the lease. */
    void ends(Held mine, boolean discards) {
        held.remove(mine);
        if (mine.ended) {
            count(Event.LATE_END);
            return;
        }
        mine.ended = true;
        Session session = mine.session;
        session.holder = null;
        session.aliveAt = now();
        if (discards) {
            discarded++;
        } else {
            released++;
        }
        if (discards || mine.toClose || !limits.keepIdle()) {
            doom(session);
        }
    }

    /** If a lease came for somebody who had given up waiting, it was given back: so some client was in use. */
    void noteUnseen() {
        long unseen = pool().recorder().totals().released() - released - countOf(Event.CANCELLED_TOO_LATE);
        if (unseen <= 0) {
            return;
        }
        events.merge(Event.CANCELLED_TOO_LATE, unseen, Long::sum);
        for (Session session : sessions) {
            session.aliveAt = now();
        }
    }

    // What operators do

    void paused() {
        if (pausedAt == NEVER) {
            pausedAt = tasks.nextNumber();
        }
    }

    void resumed() {
        pausedAt = NEVER;
    }

    boolean isPaused() {
        return pausedAt != NEVER;
    }

    /** All idle clients are to be closed. */
    void evictsIdle(IntSupplier evict) {
        look();
        int count = evict.getAsInt();
        int idle = Arrays.stream(counts).mapToInt(AccountSnapshot::idle).sum();
        require(count == idle, "%d clients evicted, of %d idle ones", count, idle);
    }

    /** All clients of an account are to be closed, those being opened included; null for all accounts. */
    void clears(@Nullable Integer account, IntSupplier clear) {
        look();
        int count = clear.getAsInt();
        int least = 0;
        int most = 0;
        for (int each = 0; each < accounts; each++) {
            if (account == null || account == each) {
                least += counts[each].active() + counts[each].idle();
                most += counts[each].active() + counts[each].idle() + counts[each].opening();
            }
        }
        require(least <= count && count <= most, "%d to be closed, of %d to %d", count, least, most);
        sessions.stream()
                .filter(session -> account == null || account == session.account)
                .forEach(this::doom);
    }

    void limitsChanged(AccountPoolSettings changed) {
        limits = changed;
        shortestSession = Math.min(shortestSession, changed.sessionTimeout().toNanos());
        allowedInAll = Math.max(allowedInAll, changed.maxSize());
        for (int account = 0; account < accounts; account++) {
            allowed[account] = Math.max(allowed[account], limitOf(account));
        }
    }

    void limitChanged(int account, @Nullable Integer limit) {
        ownLimits[account] = (limit != null) ? limit : NO_LIMIT_OF_ITS_OWN;
        allowed[account] = Math.max(allowed[account], limitOf(account));
    }

    void factoryReplaced(ClientFactory<String, Session> successor) {
        factory = successor;
        sessions.stream().filter(session -> session.holder != null).forEach(this::doom);
    }

    void closes() {
        closed = true;
    }

    private void doom(Session session) {
        session.doomedAt = Math.min(session.doomedAt, tasks.nextNumber());
    }

    // What must hold now

    /** To be called after each step. */
    void check() {
        count(Event.STEP);
        look();
        noteBackoff();
        checkLeases();
        checkLimits();
        if (!closed && !isPaused()) {
            checkNobodyWaitsInVain();
        }
        checkPending();
    }

    private void look() {
        for (int account = 0; account < accounts; account++) {
            counts[account] = pool().snapshot(NAMES[account]);
        }
    }

    private void noteBackoff() {
        if (limits.openBackoff().isZero()) {
            return;
        }
        long failures = pool().recorder().totals().openFailures();
        if (failures > seenOpenFailures) {
            seenOpenFailures = failures;
            long until = now() + limits.maxOpenBackoff().toNanos();
            for (int account = 0; account < accounts; account++) {
                blockedUntil[account] = Math.max(blockedUntil[account], until);
            }
        }
    }

    private void checkLeases() {
        for (Held mine : held) {
            if (mine.ended) {
                continue;
            }
            boolean expired =
                    closed || now() - mine.since >= limits.sessionTimeout().toNanos();
            Session session = clientOf(mine.lease);
            require(expired || session == mine.session, "a lease ended before its time");
            require(!expired || session == null, "a lease lasts for longer than it may");
            if (expired) {
                count(Event.SESSION_EXPIRED);
                mine.ended = true;
                mine.session.holder = null;
                doom(mine.session);
                discarded++;
            }
        }
    }

    private void checkLimits() {
        int taken = 0;
        for (int account = 0; account < accounts; account++) {
            int own = taken(account);
            taken += own;
            require(live[account] <= own, "%d places for %d sessions of %d", own, live[account], account);
            require(own <= allowed[account], "%d places of account %d", own, account);
            allowed[account] = Math.max(limitOf(account), Math.min(allowed[account], own));
            if (own > limitOf(account)) {
                count(Event.OVER_LIMIT);
                boolean over = own - counts[account].closing() > limitOf(account);
                require(
                        !over || counts[account].idle() == 0,
                        "account %d is over its limit and keeps idle clients",
                        account);
            }
        }
        require(taken <= allowedInAll, "%d places in all", taken);
        allowedInAll = Math.max(limits.maxSize(), Math.min(allowedInAll, taken));
    }

    /** Whoever can be served without somebody else doing something is being served. */
    private void checkNobodyWaitsInVain() {
        int taken = 0;
        int idle = 0;
        int opening = 0;
        int closing = 0;
        for (AccountSnapshot count : counts) {
            taken += count.active() + count.idle() + count.opening() + count.closing();
            idle += count.idle();
            opening += count.opening();
            closing += count.closing();
        }
        boolean mayOpen = opening < limits.maxOpening();
        for (int account = 0; account < accounts; account++) {
            AccountSnapshot own = counts[account];
            int wanted = own.pending() - own.opening();
            if (wanted <= 0) {
                continue;
            }
            long fresh = calls.get(account).stream().filter(call -> call.fresh).count();
            require(own.idle() == 0 || wanted <= fresh, "somebody waits beside an idle client of account %d", account);
            if (now() < blockedUntil[account]) {
                continue;
            }
            if (taken(account) < limitOf(account)) {
                require(
                        !mayOpen || taken >= limits.maxSize(),
                        "somebody waits although a client of account %d may be opened",
                        account);
                require(
                        !mayOpen || idle == 0 || closing > 0,
                        "somebody waits for account %d, and no idle client is closed",
                        account);
            } else {
                require(
                        own.idle() == 0 || own.closing() > 0,
                        "somebody waits for a new client of account %d, and no idle one is closed",
                        account);
            }
        }
    }

    private void checkPending() {
        Integer most = limits.maxPending();
        Integer mostOfAccount = limits.maxPendingPerAccount();
        int pending = 0;
        for (AccountSnapshot own : counts) {
            pending += own.pending();
            require(mostOfAccount == null || own.pending() <= mostOfAccount, "%d wait for an account", own.pending());
        }
        require(most == null || pending <= most, "%d wait in all", pending);
        require(
                pool().snapshot().pending() == pending,
                "%d wait, and %d are shown",
                pending,
                pool().snapshot().pending());
    }

    /** To be called when the service has nothing to do and everybody was told what there is to tell. */
    void checkQuiet() {
        count(Event.QUIET);
        int known = 0;
        int knownAtMost = 0;
        for (int account = 0; account < accounts; account++) {
            int number = account;
            AccountSnapshot own = counts[account];
            List<Session> mine = sessions.stream()
                    .filter(session -> session.account == number)
                    .toList();
            int active = (int)
                    mine.stream().filter(session -> session.holder != null).count();
            require(own.active() == active, "%d clients of %d are active, %d held", own.active(), account, active);
            require(own.idle() == mine.size() - active, "%d clients of account %d are idle", own.idle(), account);
            require(own.opening() + own.closing() == 0, "a place of account %d was lost", account);
            require(own.pending() == calls.get(account).size(), "a caller of account %d was not told", account);
            mine.forEach(this::checkRest);
            calls.get(account).forEach(call -> require(now() < call.deadline, "an acquire did not end in time"));
            boolean used = taken(account) + own.pending() > 0;
            known += used ? 1 : 0;
            knownAtMost += (used || now() < blockedUntil[account]) ? 1 : 0;
            if (calls.get(account).isEmpty()) {
                lent.get(account).clear();
            }
        }
        checkCounters();
        if (countOf(Event.QUIET) % 16 == 0 && pool().sections().get("accounts") instanceof Map<?, ?> section) {
            int shown = (section.get("known") instanceof Integer number) ? number : -1;
            require(known <= shown && shown <= knownAtMost, "%d accounts known, of %d used", shown, known);
        }
    }

    private void checkRest(Session session) {
        if (session.holder != null) {
            if (factory != null && session.factory != factory) {
                doom(session);
            }
            return;
        }
        require(session.doomedAt == NEVER, "a client of account %d was not closed", session.account);
        require(factory == null || session.factory == factory, "a client of an old factory was kept");
        require(limits.keepIdle() && !closed, "a client of account %d was kept", session.account);
        long idle = now() - session.aliveAt;
        require(
                idle < limits.idleTimeout().plus(limits.cleanupInterval()).toNanos(),
                "a client was not closed that is idle for too long");
        Duration keepalive = limits.keepaliveInterval();
        require(keepalive == null || idle < keepalive.toNanos(), "an idle client was not kept alive");
        require(now() - session.openedAt < limits.maxLifetime().toNanos(), "a client was not closed that is too old");
    }

    private void checkCounters() {
        PoolTotals clients = pool().recorder().totals();
        require(clients.opened() == countOf(Event.SERVICE_OPENED), "%d opened", clients.opened());
        require(clients.closedInAll() == countOf(Event.SERVICE_CLOSED), "%d closed", clients.closedInAll());
        require(clients.opened() - clients.closedInAll() == liveInAll, "opened - closed is not %d", liveInAll);
        long overdue = clients.openFailures() - countOf(Event.SERVICE_FAILED) - countOf(Event.SERVICE_PARKED);
        require(overdue <= clients.opened(), "%d failures to open", clients.openFailures());
        long lasting = held.stream().filter(mine -> !mine.ended).count();
        long nobodys = countOf(Event.CANCELLED_TOO_LATE);
        require(clients.acquired() - clients.released() - clients.discarded() == lasting, "leases do not add up");
        require(clients.released() == released + nobodys, "%d released", clients.released());
        long nobodysDead = clients.discarded() - discarded;
        require(nobodysDead >= 0, "%d discarded, not %d", clients.discarded(), discarded);

        AcquireTotals acquires = pool().totals();
        long refused =
                countOf(Event.REJECTED) + countOf(Event.BUSY) + countOf(Event.PARKED) + countOf(Event.POOL_CLOSED);
        long cancelled = countOf(Event.CANCELLED) + countOf(Event.INTERRUPTED);
        long leases = countOf(Event.LEASE_AT_ONCE) + countOf(Event.LEASE_AFTER_WAIT);
        PoolSnapshot now = pool().snapshot();
        require(acquires.started() + now.pending() == started, "%s of %d started", acquires, started);
        require(
                acquires.direct() + acquires.waited() == leases + nobodys + nobodysDead,
                "%s for %d leases",
                acquires,
                leases);
        require(nobodys + nobodysDead <= cancelled, "%d leases came for nobody", nobodys + nobodysDead);
        require(acquires.timedOut() >= countOf(Event.TIMED_OUT), "%s timed out", acquires.timedOut());
        require(acquires.failed() >= countOf(Event.OPEN_FAILED), "%s failed", acquires.failed());
        require(acquires.rejected() >= refused, "%s rejected", acquires.rejected());
        require(acquires.cancelled() >= countOf(Event.INTERRUPTED), "%s cancelled", acquires.cancelled());
        require(acquires.cancelled() <= cancelled, "%s cancelled, not %d", acquires.cancelled(), cancelled);
        require(now.active() == lasting, "%d shown as active", now.active());
        require(now.size() == liveInAll && now.opening() == 0, "%s for %d clients", now, liveInAll);
    }

    /** To be called when the pool is closed and all is done. */
    void checkOver() {
        require(liveInAll == 0 && sessions.isEmpty(), "%d sessions outlive the pool", liveInAll);
        require(waiting().isEmpty(), "%d callers outlive the pool", waiting().size());
        if (pool().sections().get("accounts") instanceof Map<?, ?> section) {
            require(Integer.valueOf(0).equals(section.get("known")), "accounts are known: %s", section);
        }
    }

    /** Whether an acquire that does not queue must be refused; null if that depends on what else goes on. */
    @Nullable
    Boolean isAtLimit(int account) {
        if (closed || isPaused() || limits.exclusive() || !waiting().isEmpty() || now() < blockedUntil[account]) {
            return null;
        }
        int taken = 0;
        int idle = 0;
        for (int each = 0; each < accounts; each++) {
            taken += taken(each);
            idle += counts[each].idle();
        }
        boolean full = taken(account) >= limitOf(account) || (taken >= limits.maxSize() && idle == 0);
        return counts[account].idle() == 0 && full;
    }

    void refusedAtLimit(boolean refused, boolean due) {
        require(refused == due, "an acquire that does not queue was %s", refused ? "refused" : "not refused");
        count(Event.PLACE_REFUSED_AT_LIMIT);
    }

    private int taken(int account) {
        AccountSnapshot own = counts[account];
        return own.active() + own.idle() + own.opening() + own.closing();
    }

    private int limitOf(int account) {
        return (ownLimits[account] != NO_LIMIT_OF_ITS_OWN) ? ownLimits[account] : limits.maxPerAccount();
    }

    private long now() {
        return nanoTime.getAsLong();
    }

    private static @Nullable Session clientOf(Lease<Session> lease) {
        try {
            return lease.client();
        } catch (IllegalStateException ex) {
            return null;
        }
    }
}
