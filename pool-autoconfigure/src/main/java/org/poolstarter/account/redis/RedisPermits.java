/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPermits;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.ReadableDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Permits of one account pool, kept by Redis for all replicas that have a pool of that name: at most as many for an account as its limit
 * says, unless Redis loses writes that it has acknowledged.
 *
 * <p>Each permit is a lease in Redis, which is renewed at a third of its time and ends here a sixth of its time before it ends there, by
 * the monotonic clock from the moment the request was sent; so clocks of replicas need not agree with anybody's. A replica asks for one
 * permit of an account at a time. It waits in a line of replicas, and asks again when something of the account was released, when the
 * first lease ends, and at a third of the lease, but at most a hundred times a second in all.
 *
 * <p>All that changes is confined to one thread, which never waits for Redis.
 *
 * @param <A> what names an account; in Redis it goes by its {@link Object#toString()}
 */
public final class RedisPermits<A> implements AccountPermits<A> {

    private static final Logger logger = LoggerFactory.getLogger(RedisPermits.class);

    private static final Duration RECONNECT = Duration.ofSeconds(1);
    private static final Duration VERDICT = Duration.ofSeconds(5);
    private static final long BETWEEN_RETRIES = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Duration LAST_RELEASES = Duration.ofMillis(5);
    private static final Duration SHORTEST_RETRY = Duration.ofMillis(50);

    private final String pool;
    private final RedisPermitsSettings settings;
    private final PermitNames names;
    private final PermitStore store;
    private final LongSupplier nanoTime;
    private final PermitFigures figures;
    private final PermitThread thread;
    private final PermitThread connector;
    private final Requests requests;
    private final Returns returns;
    private final Set<A> changed = ConcurrentHashMap.newKeySet();
    private final Map<String, Whereabouts> whereabouts = new ConcurrentHashMap<>();
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /* Set once, before anything else is called. */
    private @Nullable Holder<A> holder;
    private @Nullable Leases<A> leases;

    /* Confined to the thread. */
    private final Map<String, Asking<A>> asking = new LinkedHashMap<>();
    private long number;
    private long lastRetry;
    private boolean settled;

    /* Whether another replica was promised a place, and for how long that counts. */
    private boolean roomOwed;
    private long roomOwedUntil;

    /**
     * Permits of one pool.
     *
     * @param pool its name, the same in all replicas
     * @param factory whose connections are used; it is not closed
     * @param nanoTime a monotonic clock, {@link System#nanoTime()} but for tests
     */
    public RedisPermits(
            String pool, RedisPermitsSettings settings, LettuceConnectionFactory factory, LongSupplier nanoTime) {
        this.pool = pool;
        this.settings = settings;
        this.names = PermitNames.of(settings.keyPrefix(), pool);
        this.store = new PermitStore(factory, settings.patience());
        this.nanoTime = nanoTime;
        this.figures = new PermitFigures(settings, nanoTime);
        this.thread = new PermitThread("pool-" + pool + "-permits");
        this.connector = new PermitThread("pool-" + pool + "-permits-connect");
        this.requests = new Requests(store, thread);
        this.returns = new Returns(settings, names, requests, nanoTime, this::isAnswering, this::unanswered);
        this.lastRetry = nanoTime.getAsLong();
    }

    // What the pool calls

    @Override
    public void start(Holder<A> holder) {
        this.holder = holder;
        Leases<A> made = new Leases<>(settings, names, requests, nanoTime, figures, holder, new Answers());
        leases = made;
        connector.execute(this::connect);
        Future<?> unused = thread.after(VERDICT, this::giveUpOnSettling);
        Duration tick = settings.lease().dividedBy(100);
        thread.every(settings.renewEvery(), () -> {
            if (store.isConnected()) {
                made.renewWhenDue();
            }
        });
        thread.every(tick, this::tick);
        thread.every(RECONNECT, () -> {
            if (figures.isAway() && store.isConnected()) {
                made.renew();
            }
        });
    }

    @Override
    public void changed(A account) {
        if (changed.add(account)) {
            thread.execute(() -> {
                changed.remove(account);
                look(account);
            });
        }
    }

    @Override
    public void release(A account, Permit permit) {
        thread.execute(() -> {
            if (permit instanceof RedisPermit<?> mine) {
                mine.end();
                leases().remove(mine.member());
                returns.now(mine.accountText(), mine.member());
            }
        });
    }

    @Override
    public @Nullable Whereabouts whereabouts(A account) {
        return figures.isAway()
                ? new Whereabouts(Lack.UNAVAILABLE, unavailable())
                : whereabouts.get(PermitNames.text(account));
    }

    @Override
    public Map<String, Object> section() {
        return figures.section(store.requests());
    }

    @Override
    public List<PoolNotice> notices() {
        return figures.notices();
    }

    @Override
    public List<PoolMeasure> measures() {
        List<PoolMeasure> measures = new ArrayList<>(figures.measures());
        measures.add(new PoolMeasure(
                "pool.cluster.requests", PoolMeasure.Kind.COUNTER, "Requests sent to Redis", store::requests));
        return measures;
    }

    @Override
    public void close() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        thread.execute(() -> {
            asking.values().forEach(one -> {
                one.cancelTimers();
                withdraw(one);
            });
            asking.clear();
            awaitReleases(left);
        });
        try {
            left.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException ex) {
            logger.debug("Account pool '{}': what it had is given back by Redis when its leases end", pool, ex);
        }
        thread.end();
        connector.execute(store::close);
        connector.end();
    }

    /* A client whose closing hangs keeps its permit until its lease ends: nobody else may have its place before. */
    private void awaitReleases(CompletableFuture<Void> left) {
        if (!leases().isEmpty()) {
            Future<?> unused = thread.after(LAST_RELEASES, () -> awaitReleases(left));
            return;
        }
        if (isAnswering()) {
            requests.run(
                    PermitScript.LEAVE,
                    List.of(names.replicas()),
                    List.of(settings.replica()),
                    (answer, failure) -> {});
        }
        awaitAnswers(left);
    }

    private void awaitAnswers(CompletableFuture<Void> left) {
        if (requests.isQuiet()) {
            left.complete(null);
        } else {
            Future<?> unused = thread.after(LAST_RELEASES, () -> awaitAnswers(left));
        }
    }

    // Asking

    private void look(A account) {
        Demand demand = holder().demand(account);
        String text = PermitNames.text(account);
        Asking<A> one = asking.get(text);
        if (demand.permits() == 0) {
            if (one != null && one.state != Asking.State.ASKED) {
                asking.remove(text);
                whereabouts.remove(text);
                one.cancelTimers();
                withdraw(one);
            }
        } else {
            if (one == null) {
                one = new Asking<>(account, text);
                asking.put(text, one);
            }
            boolean inHurry = demand.urgent() && !one.urgent;
            one.urgent = demand.urgent();
            one.limit = demand.limit();
            if (one.state == Asking.State.NEW || (inHurry && one.state != Asking.State.ASKED)) {
                ask(one);
            }
        }
        figures.waiting = asking.size();
    }

    private void ask(Asking<A> one) {
        one.cancelTimers();
        if (!settled) {
            one.state = Asking.State.AWAY;
            return;
        }
        if (figures.isAway()) {
            askNobody(one);
            return;
        }
        one.state = Asking.State.ASKED;
        one.freed = false;
        one.busy = null;
        String member = newMember();
        long sentAt = nanoTime.getAsLong();
        requests.run(
                PermitScript.ACQUIRE, names.ofAcquire(one.text()), acquireArguments(one, member), (answer, failure) -> {
                    if (answer == null || !PermitStore.text(answer.get(1)).equals(member)) {
                        // Nobody knows whether Redis has granted it.
                        returns.later(one.text(), member, sentAt);
                        one.inLine = true;
                        unanswered(failure);
                        again(one);
                    } else if (PermitStore.number(answer.get(0)) == 1) {
                        acknowledge(one, member, PermitStore.number(answer.get(2)), sentAt);
                    } else {
                        denied(one, answer);
                    }
                });
    }

    private List<String> acquireArguments(Asking<A> one, String member) {
        return List.of(
                millis(settings.lease()),
                String.valueOf(one.limit),
                settings.maxSizeText(),
                member,
                settings.replica(),
                millis(settings.renewEvery().multipliedBy(2)),
                names.channel(),
                one.text(),
                one.urgent ? "1" : "0");
    }

    private String newMember() {
        return settings.replica() + "|" + run + "|" + Long.toString(++number, Character.MAX_RADIX);
    }

    private void acknowledge(Asking<A> one, String member, long fence, long sentAt) {
        if (settings.waitReplicas() == 0) {
            granted(one, member, fence, sentAt);
            return;
        }
        requests.send(store.acknowledged(settings.waitReplicas(), settings.waitTimeout()), (replicas, failure) -> {
            if (replicas != null && replicas >= settings.waitReplicas()) {
                granted(one, member, fence, sentAt);
            } else {
                figures.failures.increment();
                returns.now(one.text(), member);
                one.state = Asking.State.ALL_FULL;
                retryIn(one, RECONNECT);
                refuse(one, "too few replicas of Redis have taken over the permit");
            }
        });
    }

    private void granted(Asking<A> one, String member, long fence, long sentAt) {
        RedisPermit<A> permit = RedisPermit.leased(one.account(), member, fence, leases().deadline(sentAt), nanoTime);
        figures.granted.increment();
        handOver(one, permit);
    }

    private void handOver(Asking<A> one, RedisPermit<A> permit) {
        leases().add(permit);
        one.state = Asking.State.NEW;
        one.inLine = one.inLine && !permit.isLeased();
        whereabouts.remove(one.text());
        holder().granted(one.account(), permit);
        look(one.account());
    }

    private void denied(Asking<A> one, List<Object> answer) {
        figures.denied.increment();
        one.inLine = true;
        one.state = (PermitStore.number(answer.get(0)) == 0) ? Asking.State.ACCOUNT_FULL : Asking.State.ALL_FULL;
        List<String> members =
                answer.subList(3, answer.size()).stream().map(PermitStore::text).toList();
        String where = where(one, members);
        // Without a bound of all it is a turn of others that has to be waited for.
        boolean allFull = one.state == Asking.State.ALL_FULL && settings.maxSize() != null;
        whereabouts.put(one.text(), new Whereabouts(allFull ? Lack.ALL_FULL : Lack.ACCOUNT_FULL, where));
        if (one.freed) {
            again(one);
            return;
        }
        Duration left = Duration.ofMillis(PermitStore.number(answer.get(2)));
        Duration soonest = (left.compareTo(SHORTEST_RETRY) > 0) ? left : SHORTEST_RETRY;
        Duration third = settings.renewEvery();
        retryIn(one, (soonest.compareTo(third) < 0) ? soonest : third);
        if (one.urgent && one.busy != null) {
            holder().busy(one.account(), one.busy);
        } else if (one.urgent) {
            one.verdict = thread.after(VERDICT, () -> holder().busy(one.account(), where));
        }
        String me = settings.replica() + "|";
        if (one.state == Asking.State.ACCOUNT_FULL && members.stream().anyMatch(member -> member.startsWith(me))) {
            // Only who wants a client of its own asks for more beside one that is idle here.
            boolean unused = holder().giveUp(one.account(), Claim.IDLE);
        }
        look(one.account());
    }

    private String where(Asking<A> one, List<String> members) {
        if (members.isEmpty()) {
            return "replicas that have waited longer come first";
        }
        Map<String, Integer> replicas = new TreeMap<>();
        members.forEach(member -> replicas.merge(replicaOf(member), 1, Integer::sum));
        String by = String.join(", ", replicas.keySet());
        return (one.state == Asking.State.ACCOUNT_FULL)
                ? "held by replica " + by
                : "all %s permits are taken, by replicas such as %s".formatted(settings.maxSize(), by);
    }

    private static String replicaOf(String member) {
        return member.substring(0, Math.max(0, member.indexOf('|')));
    }

    private void retryIn(Asking<A> one, Duration delay) {
        one.retry = thread.after(delay, () -> retry(one));
    }

    /* Paces what was denied before, however many accounts wait. */
    private void retry(Asking<A> one) {
        long now = nanoTime.getAsLong();
        long next = lastRetry + BETWEEN_RETRIES;
        if (next - now > 0) {
            lastRetry = next;
            one.retry = thread.after(Duration.ofNanos(next - now), () -> again(one));
        } else {
            lastRetry = now;
            again(one);
        }
    }

    private void again(Asking<A> one) {
        if (asking.get(one.text()) == one) {
            one.state = Asking.State.NEW;
            look(one.account());
        }
    }

    private void withdraw(Asking<A> one) {
        if (one.inLine && isAnswering()) {
            boolean lastForAny =
                    asking.values().stream().noneMatch(other -> other.state == Asking.State.ALL_FULL && other != one);
            String any = lastForAny ? names.waitingForAny() : names.waiting(one.text());
            requests.run(
                    PermitScript.WITHDRAW,
                    List.of(names.waiting(one.text()), any),
                    List.of(settings.replica(), names.channel(), one.text()),
                    (answer, failure) -> {});
        }
    }

    // What replicas tell each other

    private void told(String message) {
        String[] parts = message.split("\\|", 4);
        if (parts.length < 4) {
            return;
        }
        switch (parts[0]) {
            case "want" -> wanted(parts[3], parts[2], parts[1].equals("1"));
            case "room" -> {
                if (replicaOf(parts[3]).equals(settings.replica())) {
                    roomOwedUntil = nanoTime.getAsLong() + settings.renewEvery().toNanos();
                    roomOwed = !holder().giveUpAny();
                }
            }
            case "free" -> freed(parts[3]);
            case "busy" -> {
                Asking<A> one = asking.get(parts[3]);
                if (one != null && !parts[2].equals(settings.replica())) {
                    busy(one, "held by replica " + parts[2]);
                }
            }
            default -> logger.debug("Account pool '{}': unknown message {}", pool, message);
        }
    }

    private void wanted(String account, String replica, boolean urgent) {
        if (replica.equals(settings.replica())) {
            return;
        }
        RedisPermit<A> permit = leases().anyOf(account);
        // Who is in a hurry is gone when a held client comes back.
        Claim claim = urgent ? Claim.IDLE : Claim.UNWANTED;
        if (permit != null && !holder().giveUp(permit.account(), claim) && urgent) {
            store.publish(names.channel(), String.join("|", "busy", "0", settings.replica(), account));
        }
    }

    private void busy(Asking<A> one, String where) {
        if (one.state == Asking.State.ASKED) {
            one.busy = where;
        } else if (one.inLine) {
            holder().busy(one.account(), where);
        }
    }

    private void freed(String account) {
        if (account.isEmpty()) {
            asking.values().stream()
                    .filter(one -> one.state == Asking.State.ASKED)
                    .forEach(one -> one.freed = true);
            asking.values().stream()
                    .filter(one -> one.state == Asking.State.ALL_FULL)
                    .findFirst()
                    .ifPresent(this::again);
            return;
        }
        Asking<A> one = asking.get(account);
        if (one != null && one.state == Asking.State.ASKED) {
            one.freed = true;
        } else if (one != null && one.inLine) {
            again(one);
        }
    }

    private void tick() {
        leases().endOverdue();
        if (roomOwed) {
            roomOwed = nanoTime.getAsLong() - roomOwedUntil < 0 && !holder().giveUpAny();
        }
    }

    // Redis comes and goes

    private void connect() {
        try {
            store.connect(names.channel(), message -> thread.execute(() -> told(message)));
            thread.execute(() -> {
                settled = true;
                leases().renewWhenDue();
                askAll(asking.values());
            });
        } catch (RuntimeException ex) {
            // Whatever keeps Lettuce from connecting: it is tried again until it works.
            thread.execute(() -> {
                settled = true;
                away(ex);
            });
            Future<?> unused = connector.after(RECONNECT, this::connect);
        }
    }

    /* Lettuce may try to connect for a minute; who does not wait is told before. A cold start takes it a second. */
    private void giveUpOnSettling() {
        if (!settled) {
            settled = true;
            away(new TimeoutException("no connection within " + ReadableDuration.of(VERDICT)));
        }
    }

    private boolean isAnswering() {
        return store.isConnected() && !figures.isAway();
    }

    private void unanswered(@Nullable Throwable failure) {
        figures.failures.increment();
        away((failure != null) ? PermitStore.cause(failure) : new IllegalStateException("an answer to something else"));
    }

    private void away(Throwable failure) {
        if (figures.isAway()) {
            return;
        }
        String reason = BackendEvidence.describe(failure);
        figures.away(reason, nanoTime.getAsLong());
        logger.warn(
                "Account pool '{}': Redis does not answer about permits ({}); policy {}",
                pool,
                reason,
                settings.whenUnavailable().word());
        leases().keepShare();
        askAll(asking.values().stream()
                .filter(one -> one.state != Asking.State.ASKED)
                .toList());
    }

    private void answered() {
        if (figures.isAway()) {
            logger.info(
                    "Account pool '{}': Redis answers again after {} s",
                    pool,
                    figures.awayFor().toSeconds());
            figures.back();
        }
        returns.again();
        askAll(asking.values().stream()
                .filter(one -> one.state == Asking.State.AWAY)
                .toList());
    }

    private void askAll(Collection<Asking<A>> some) {
        List.copyOf(some).forEach(this::again);
    }

    private void askNobody(Asking<A> one) {
        one.state = Asking.State.AWAY;
        if (leases().isWithinShare(one.text(), one.limit)) {
            figures.unasked.increment();
            handOver(one, RedisPermit.unasked(one.account(), newMember(), nanoTime));
        } else {
            refuse(one, unavailable());
        }
    }

    private void refuse(Asking<A> one, String reason) {
        if (one.urgent) {
            holder().unavailable(one.account(), reason, RECONNECT);
        }
    }

    private String unavailable() {
        return "Redis does not answer about permits since %d s (%s)"
                .formatted(figures.awayFor().toSeconds(), String.valueOf(figures.trouble()));
    }

    private Leases<A> leases() {
        Leases<A> known = leases;
        if (known == null) {
            throw new IllegalStateException("start was not called");
        }
        return known;
    }

    private Holder<A> holder() {
        Holder<A> known = holder;
        if (known == null) {
            throw new IllegalStateException("start was not called");
        }
        return known;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    /** What renewals find out. */
    private final class Answers implements Leases.Listener {

        @Override
        public void answered() {
            RedisPermits.this.answered();
        }

        @Override
        public void unanswered(@Nullable Throwable failure) {
            RedisPermits.this.unanswered(failure);
        }
    }
}
