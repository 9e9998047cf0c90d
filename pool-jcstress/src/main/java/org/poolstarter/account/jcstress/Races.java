/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.AcquireTimeoutException;
import org.poolstarter.account.Lease;
import org.poolstarter.account.PoolClosedException;
import org.poolstarter.account.jcstress.Service.Client;

/** The races. A place is lost if no caller can have it at the end; a caller is forgotten if it waits beside a free place. */
public final class Races {

    private Races() {}

    @JCStressTest
    @Outcome(id = "served", expect = ACCEPTABLE, desc = "The caller has what was released")
    @Outcome(expect = FORBIDDEN, desc = "The caller is forgotten")
    @State
    public static class ReleaseAgainstCaller extends Race {

        private final Lease<Client> held = acquire(A);
        private @Nullable CompletableFuture<Lease<Client>> caller;

        @Actor
        public void release() {
            held.close();
        }

        @Actor
        public void call() {
            caller = pool.acquireAsync(A);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (caller != null && caller.isDone()) ? "served" : "forgotten";
        }
    }

    @JCStressTest
    @Outcome(id = "served", expect = ACCEPTABLE, desc = "The place of the idle client became the caller's")
    @Outcome(expect = FORBIDDEN, desc = "The caller is forgotten")
    @State
    public static class ReleaseAgainstCallerOfAnotherAccount extends Race {

        private final Lease<Client> held;
        private @Nullable CompletableFuture<Lease<Client>> caller;

        public ReleaseAgainstCallerOfAnotherAccount() {
            super(limits -> limits.maxSize(1));
            this.held = acquire(A);
        }

        @Actor
        public void release() {
            held.close();
        }

        @Actor
        public void call() {
            caller = pool.acquireAsync(B);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (caller != null && caller.isDone() && service.open() == 1) ? "served" : "forgotten";
        }
    }

    @JCStressTest
    @Outcome(id = "served", expect = ACCEPTABLE, desc = "Released first")
    @Outcome(id = "timed out, idle", expect = ACCEPTABLE, desc = "Timed out first")
    @Outcome(expect = FORBIDDEN, desc = "The place is lost, or the caller forgotten")
    @State
    public static class ReleaseAgainstTimeout extends Race {

        private final Lease<Client> held = acquire(A);
        private @Nullable Lease<Client> lease;

        @Actor
        public void release() {
            held.close();
        }

        @Actor
        public void call() {
            try {
                lease = pool.acquire(A, AcquireOptions.defaults().withTimeout(Duration.ZERO));
            } catch (AcquireTimeoutException ex) {
                lease = null;
            } catch (InterruptedException ex) {
                throw new IllegalStateException(ex);
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            if (lease == null) {
                result.r1 = isIdle(A) ? "timed out, idle" : "lost";
            } else {
                result.r1 = isHeldByOne(lease) ? "served" : "not held by one";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "served", expect = ACCEPTABLE, desc = "Released first")
    @Outcome(
            id = "cancelled, idle",
            expect = ACCEPTABLE,
            desc = "Cancelled first, or what came too late was given back")
    @Outcome(expect = FORBIDDEN, desc = "The place is lost, or the caller forgotten")
    @State
    public static class CancelAgainstHandOver extends Race {

        private final Lease<Client> held = acquire(A);
        private final CompletableFuture<Lease<Client>> caller = pool.acquireAsync(A);

        @Actor
        public void release() {
            held.close();
        }

        @Actor
        public void cancel() {
            caller.cancel(false);
        }

        @Arbiter
        public void judge(L_Result result) {
            if (!caller.isDone()) {
                result.r1 = "forgotten";
            } else if (caller.isCompletedExceptionally()) {
                result.r1 = isIdle(A) ? "cancelled, idle" : "lost";
            } else {
                result.r1 = isHeldByOne(leaseOf(caller)) ? "served" : "not held by one";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "lent the idle one", expect = ACCEPTABLE, desc = "Acquired first")
    @Outcome(id = "lent a new one", expect = ACCEPTABLE, desc = "Evicted first")
    @Outcome(expect = FORBIDDEN, desc = "Lent after it was closed, or a second one beside it")
    @State
    public static class EvictAgainstAcquire extends Race {

        private final Client idle = restingClient(A);
        private @Nullable Lease<Client> lease;

        @Actor
        public void evict() {
            pool.evictIdle();
        }

        @Actor
        public void call() {
            lease = acquire(A);
        }

        @Arbiter
        public void judge(L_Result result) {
            if (lease == null || !isHeld(lease) || service.open() != 1) {
                result.r1 = "not held, or not alone";
            } else {
                result.r1 = (lease.client() == idle) ? "lent the idle one" : "lent a new one";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "refused", expect = ACCEPTABLE, desc = "Closed first")
    @Outcome(id = "lent and taken back", expect = ACCEPTABLE, desc = "Acquired first; there is no grace time")
    @Outcome(expect = FORBIDDEN, desc = "Lent after the end, or not closed exactly once")
    @State
    public static class CloseAgainstAcquire extends Race {

        private final Client idle = restingClient(A);
        private @Nullable Lease<Client> lease;

        @Actor
        public void close() {
            pool.close();
        }

        @Actor
        public void call() {
            try {
                lease = acquire(A);
            } catch (PoolClosedException ex) {
                lease = null;
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            if (idle.closes() != 1 || service.open() != 0 || (lease != null && isHeld(lease))) {
                result.r1 = "open after the end";
            } else {
                result.r1 = (lease != null) ? "lent and taken back" : "refused";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "closed once", expect = ACCEPTABLE, desc = "By whichever came second")
    @Outcome(expect = FORBIDDEN, desc = "The client stays open, or is closed twice")
    @State
    public static class CloseAgainstRelease extends Race {

        private final Lease<Client> held = acquire(A);
        private final Client client = held.client();

        @Actor
        public void close() {
            pool.close();
        }

        @Actor
        public void release() {
            held.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (client.closes() == 1 && service.open() == 0) ? "closed once" : "closed " + client.closes();
        }
    }

    @JCStressTest
    @Outcome(id = "empty", expect = ACCEPTABLE, desc = "Nothing is left of a drained pool")
    @Outcome(expect = FORBIDDEN, desc = "A client came back and stayed")
    @State
    public static class DrainAgainstRelease extends Race {

        private final Lease<Client> held = acquire(A);

        @Actor
        public void drain() {
            try {
                pool.drain(Duration.ZERO);
            } catch (InterruptedException ex) {
                throw new IllegalStateException(ex);
            }
        }

        @Actor
        public void release() {
            held.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (service.open() == 0) ? "empty" : "left";
        }
    }

    @JCStressTest
    @Outcome(id = "served", expect = ACCEPTABLE, desc = "Released first")
    @Outcome(id = "waits, then served", expect = ACCEPTABLE, desc = "Paused first")
    @Outcome(expect = FORBIDDEN, desc = "The caller is forgotten")
    @State
    public static class PauseAgainstRelease extends Race {

        private final Lease<Client> held = acquire(A);
        private final CompletableFuture<Lease<Client>> caller = pool.acquireAsync(A);

        @Actor
        public void pause() {
            pool.pause();
        }

        @Actor
        public void release() {
            held.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            if (caller.isDone()) {
                result.r1 = "served";
                return;
            }
            pool.resume();
            result.r1 = caller.isDone() ? "waits, then served" : "forgotten";
        }
    }

    @JCStressTest
    @Outcome(id = "1 open", expect = ACCEPTABLE, desc = "What came back above the limit was closed")
    @Outcome(expect = FORBIDDEN, desc = "The account is above its limit without need, or has lost the held client")
    @State
    public static class LimitOfAccountAgainstRelease extends Race {

        private final Lease<Client> returned;
        private final Lease<Client> held;

        public LimitOfAccountAgainstRelease() {
            super(limits -> limits.maxPerAccount(2));
            this.returned = acquire(A);
            this.held = acquire(A);
        }

        @Actor
        public void lower() {
            pool.changeLimit(A, 1);
        }

        @Actor
        public void release() {
            returned.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = isHeld(held) ? service.open() + " open" : "taken from its holder";
        }
    }

    @JCStressTest
    @Outcome(id = "1 open", expect = ACCEPTABLE, desc = "What came back above the limit was closed")
    @Outcome(expect = FORBIDDEN, desc = "The pool is above its limit without need, or has lost the held client")
    @State
    public static class LimitInAllAgainstRelease extends Race {

        private final Lease<Client> returned = acquire(A);
        private final Lease<Client> held = acquire(B);
        private final AccountPoolSettings lower =
                pool.limits().toBuilder().maxSize(1).build();

        @Actor
        public void lower() {
            pool.changeLimits(lower);
        }

        @Actor
        public void release() {
            returned.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = isHeld(held) ? service.open() + " open" : "taken from its holder";
        }
    }

    @JCStressTest
    @Outcome(id = "released, idle", expect = ACCEPTABLE, desc = "Released first")
    @Outcome(id = "expired, closed", expect = ACCEPTABLE, desc = "Expired first")
    @Outcome(expect = FORBIDDEN, desc = "Ended twice, or not at all")
    @State
    public static class ExpiryAgainstRelease extends Race {

        private final Lease<Client> held = acquire(A);
        private final Client client = held.client();

        public ExpiryAgainstRelease() {
            moveClock();
        }

        @Actor
        public void expire() {
            timePasses();
        }

        @Actor
        public void release() {
            held.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            long released = pool.recorder().totals().released();
            long discarded = pool.recorder().totals().discarded();
            if (released == 1 && discarded == 0 && isIdle(A) && client.closes() == 0) {
                result.r1 = "released, idle";
            } else if (released == 0 && discarded == 1 && service.open() == 0 && client.closes() == 1) {
                result.r1 = "expired, closed";
            } else {
                result.r1 = "released %d, discarded %d, closed %d".formatted(released, discarded, client.closes());
            }
        }
    }

    @JCStressTest
    @Outcome(id = "held by one", expect = ACCEPTABLE, desc = "The new lease outlives both ends of the old one")
    @Outcome(id = "idle", expect = ACCEPTABLE, desc = "The client came back too late for the new one")
    @Outcome(expect = FORBIDDEN, desc = "The end of the old lease has ended the new one")
    @State
    public static class TwoClosesAgainstNewLease extends Race {

        private final Lease<Client> old = acquire(A);
        private Optional<Lease<Client>> next = Optional.empty();

        @Actor
        public void close() {
            old.close();
        }

        @Actor
        public void closeAgain() {
            old.close();
        }

        @Actor
        public void call() {
            for (int i = 0; i < 20 && next.isEmpty(); i++) {
                next = pool.tryAcquire(A);
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            if (next.isPresent()) {
                result.r1 = isHeldByOne(next.get()) ? "held by one" : "not held by one";
            } else {
                result.r1 = isIdle(A) ? "idle" : "lost";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "watched", expect = ACCEPTABLE, desc = "The session ends when its time is up")
    @Outcome(expect = FORBIDDEN, desc = "Nobody looks at the session when its time is up")
    @State
    public static class ArrivalAgainstAcquire extends Race {

        private final FirstCallHeld open;
        private @Nullable Lease<Client> lease;

        public ArrivalAgainstAcquire() {
            this(new FirstCallHeld());
        }

        private ArrivalAgainstAcquire(FirstCallHeld open) {
            super(limits -> limits, open);
            this.open = open;
            pool.acquireAsync(A).cancel(false);
        }

        @Actor
        public void arrive() {
            open.run();
        }

        @Actor
        public void call() {
            lease = acquire(A);
        }

        @Arbiter
        public void judge(L_Result result) {
            moveClock();
            timePasses();
            result.r1 = (lease == null || isHeld(lease)) ? "not watched" : "watched";
        }
    }
}
