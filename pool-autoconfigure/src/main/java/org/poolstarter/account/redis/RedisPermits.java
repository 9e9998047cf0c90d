/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPermits;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
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

    private static final int RENEWED_AT_ONCE = 200;
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    private static final Duration VERDICT = Duration.ofSeconds(1);
    private static final long BETWEEN_RETRIES = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SHORTEST_RETRY = TimeUnit.MILLISECONDS.toNanos(50);

    /** What may be in Redis though nobody has it any more. */
    private record Orphan(String account, String member) {}

    private final String pool;
    private final RedisPermitsSettings settings;
    private final PermitNames names;
    private final PermitStore store;
    private final LongSupplier nanoTime;
    private final PermitFigures figures;
    private final ScheduledThreadPoolExecutor thread;
    private final ScheduledThreadPoolExecutor connector;
    private final Set<A> changed = ConcurrentHashMap.newKeySet();
    private final Set<CompletableFuture<?>> sent = ConcurrentHashMap.newKeySet();
    private final Map<String, String> whereabouts = new ConcurrentHashMap<>();
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /* Set once, before anything else is called. */
    private @Nullable Holder<A> holder;

    /* Confined to the thread. */
    private final Map<String, Asking<A>> asking = new LinkedHashMap<>();
    private final Map<String, RedisPermit<A>> permits = new LinkedHashMap<>();
    private final Map<Orphan, Long> orphans = new HashMap<>();
    private long number;
    private long lastRetry;
    private long renewalDue;
    private int renewing;
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
        this.thread = newThread("pool-" + pool + "-permits");
        this.connector = newThread("pool-" + pool + "-permits-connect");
        this.lastRetry = nanoTime.getAsLong();
    }

    private static ScheduledThreadPoolExecutor newThread(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    // What the pool calls

    @Override
    public void start(Holder<A> holder) {
        this.holder = holder;
        long renewNanos = settings.renewEvery().toNanos();
        long tick = Math.max(TimeUnit.MILLISECONDS.toNanos(5), settings.lease().toNanos() / 100);
        connector.execute(this::connect);
        thread.scheduleAtFixedRate(guarded(this::renew), renewNanos, renewNanos, TimeUnit.NANOSECONDS);
        thread.scheduleAtFixedRate(guarded(this::tick), tick, tick, TimeUnit.NANOSECONDS);
        thread.scheduleAtFixedRate(
                guarded(this::probe), RECONNECT.toMillis(), RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void changed(A account) {
        if (changed.add(account)) {
            execute(() -> {
                changed.remove(account);
                look(account);
            });
        }
    }

    @Override
    public void release(A account, Permit permit) {
        execute(() -> {
            if (permit instanceof RedisPermit<?> mine) {
                mine.end();
                permits.remove(mine.member());
                figures.held = permits.size();
                giveBack(mine.member(), String.valueOf(account));
            }
        });
    }

    @Override
    public @Nullable String whereabouts(A account) {
        if (figures.isAway()) {
            return unavailable();
        }
        return whereabouts.get(String.valueOf(account));
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
        execute(() -> {
            asking.values().forEach(one -> {
                one.cancelTimers();
                withdraw(one);
            });
            permits.values().forEach(permit -> {
                permit.end();
                giveBack(permit.member(), String.valueOf(permit.account()));
            });
            if (store.isConnected() && !figures.isAway()) {
                send(store.run(PermitScript.LEAVE, List.of(names.replicas()), List.of(settings.replica())));
            }
            CompletableFuture<?>[] last = sent.toArray(CompletableFuture[]::new);
            CompletableFuture<Void> unused =
                    CompletableFuture.allOf(last).whenComplete((nothing, failure) -> left.complete(null));
        });
        try {
            left.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException ex) {
            logger.debug("Account pool '{}': what it had is given back by Redis when its leases end", pool, ex);
        }
        thread.shutdownNow();
        connector.execute(store::close);
        connector.shutdown();
    }

    // Asking

    private void look(A account) {
        Demand demand = holder().demand(account);
        String text = String.valueOf(account);
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
        String member = settings.replica() + "|" + run + "|" + Long.toString(++number, Character.MAX_RADIX);
        long sentAt = nanoTime.getAsLong();
        send(store.run(PermitScript.ACQUIRE, names.ofAcquire(one.text()), acquireArguments(one, member)))
                .whenComplete(onThread((answer, failure) -> {
                    if (failure != null || !PermitStore.text(answer.get(1)).equals(member)) {
                        // Nobody knows whether Redis has granted it.
                        orphans.put(new Orphan(one.text(), member), sentAt);
                        one.inLine = true;
                        unanswered(failure);
                        again(one);
                    } else if (PermitStore.number(answer.get(0)) == 1) {
                        acknowledge(one, member, PermitStore.number(answer.get(2)), sentAt);
                    } else {
                        denied(one, answer);
                    }
                }));
    }

    private List<String> acquireArguments(Asking<A> one, String member) {
        Integer maxSize = settings.maxSize();
        return List.of(
                millis(settings.lease()),
                String.valueOf(one.limit),
                String.valueOf((maxSize != null) ? maxSize : 0),
                member,
                settings.replica(),
                millis(settings.renewEvery().multipliedBy(2)),
                names.channel(),
                one.text(),
                one.urgent ? "1" : "0");
    }

    private void acknowledge(Asking<A> one, String member, long fence, long sentAt) {
        if (settings.waitReplicas() == 0) {
            granted(one, member, fence, sentAt);
            return;
        }
        send(store.acknowledged(settings.waitReplicas(), settings.waitTimeout()))
                .whenComplete(onThread((replicas, failure) -> {
                    if (failure == null && replicas >= settings.waitReplicas()) {
                        granted(one, member, fence, sentAt);
                    } else {
                        figures.failures.increment();
                        giveBack(member, one.text());
                        one.state = Asking.State.ALL_FULL;
                        retryIn(one, RECONNECT.toNanos());
                        refuse(one, "too few replicas of Redis have taken over the permit");
                    }
                }));
    }

    private void granted(Asking<A> one, String member, long fence, long sentAt) {
        RedisPermit<A> permit = RedisPermit.leased(one.account(), member, fence, deadline(sentAt), nanoTime);
        figures.granted.increment();
        handOver(one, permit);
    }

    private void handOver(Asking<A> one, RedisPermit<A> permit) {
        permits.put(permit.member(), permit);
        figures.held = permits.size();
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
        whereabouts.put(one.text(), where);
        if (one.freed) {
            again(one);
            return;
        }
        long left = TimeUnit.MILLISECONDS.toNanos(PermitStore.number(answer.get(2)));
        retryIn(
                one,
                Math.max(SHORTEST_RETRY, Math.min(left, settings.renewEvery().toNanos())));
        if (one.urgent && one.busy != null) {
            holder().busy(one.account(), one.busy);
        } else if (one.urgent) {
            one.verdict = after(VERDICT.toNanos(), () -> holder().busy(one.account(), where));
        }
        String me = settings.replica() + "|";
        if (one.state == Asking.State.ACCOUNT_FULL && members.stream().anyMatch(member -> member.startsWith(me))) {
            // Only who wants a client of its own asks for more beside one that is idle here.
            boolean unused = holder().giveUp(one.account(), false);
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

    /* Paces what was denied before, however many accounts wait. */
    private void retryIn(Asking<A> one, long nanos) {
        long now = nanoTime.getAsLong();
        long at = now + nanos;
        if (at - (lastRetry + BETWEEN_RETRIES) < 0) {
            at = lastRetry + BETWEEN_RETRIES;
        }
        lastRetry = at;
        one.retry = after(at - now, () -> again(one));
    }

    private void again(Asking<A> one) {
        if (asking.get(one.text()) == one) {
            one.state = Asking.State.NEW;
            look(one.account());
        }
    }

    private void withdraw(Asking<A> one) {
        if (one.inLine && store.isConnected() && !figures.isAway()) {
            boolean lastForAny =
                    asking.values().stream().noneMatch(other -> other.state == Asking.State.ALL_FULL && other != one);
            String any = lastForAny ? names.waitingForAny() : names.waiting(one.text());
            send(store.run(
                    PermitScript.WITHDRAW,
                    List.of(names.waiting(one.text()), any),
                    List.of(settings.replica(), names.channel(), one.text())));
        }
    }

    private void giveBack(String member, String account) {
        if (!store.isConnected() || figures.isAway()) {
            orphans.put(new Orphan(account, member), nanoTime.getAsLong());
            return;
        }
        send(store.run(
                        PermitScript.RELEASE,
                        names.ofRelease(account),
                        List.of(member, settings.replica(), names.channel(), account)))
                .whenComplete(onThread((answer, failure) -> {
                    if (failure != null) {
                        orphans.put(new Orphan(account, member), nanoTime.getAsLong());
                        unanswered(failure);
                    }
                }));
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
        for (RedisPermit<A> permit : List.copyOf(permits.values())) {
            if (String.valueOf(permit.account()).equals(account)) {
                if (!holder().giveUp(permit.account(), false) && urgent) {
                    store.publish(names.channel(), String.join("|", "busy", "0", settings.replica(), account));
                }
                return;
            }
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

    // Leases

    private void renew() {
        if (renewing == 0 && !figures.isAway()) {
            renewalDue = nanoTime.getAsLong();
        }
        renewAll();
    }

    /* Also tells the others that this replica is there, so it is sent without permits, too. */
    private void renewAll() {
        if (!store.isConnected() || renewing > 0) {
            return;
        }
        List<RedisPermit<A>> all = List.copyOf(permits.values());
        for (int from = 0; from == 0 || from < all.size(); from += RENEWED_AT_ONCE) {
            renew(all.subList(from, Math.min(all.size(), from + RENEWED_AT_ONCE)));
        }
    }

    private void renew(List<RedisPermit<A>> some) {
        String mark = Long.toString(++number);
        List<String> keys = new ArrayList<>(List.of(names.all(), names.replicas()));
        Integer maxSize = settings.maxSize();
        List<String> arguments = new ArrayList<>(List.of(
                millis(settings.lease()),
                settings.replica(),
                String.valueOf((maxSize != null) ? maxSize : 0),
                String.valueOf(permits.size()),
                millis(settings.lease()),
                mark));
        for (RedisPermit<A> permit : some) {
            String account = String.valueOf(permit.account());
            keys.add(names.permits(account));
            keys.add(names.waiting(account));
            arguments.add(permit.member());
            arguments.add(String.valueOf(holder().demand(permit.account()).limit()));
            arguments.add(permit.isLeased() ? "0" : "1");
        }
        long sentAt = nanoTime.getAsLong();
        renewing++;
        send(store.run(PermitScript.RENEW, keys, arguments)).whenComplete(onThread((answer, failure) -> {
            renewing--;
            if (failure != null || !PermitStore.text(answer.get(0)).equals(mark)) {
                unanswered(failure);
            } else {
                renewed(some, sentAt, answer);
            }
        }));
    }

    private void renewed(List<RedisPermit<A>> some, long sentAt, List<Object> answer) {
        long now = nanoTime.getAsLong();
        String digits = PermitStore.text(answer.get(2));
        for (int i = 0; i < some.size(); i++) {
            RedisPermit<A> permit = some.get(i);
            int digit = digits.charAt(i) - '0';
            if (!permits.containsKey(permit.member())) {
                continue; // given back meanwhile
            }
            if ((digit & 1) == 0 || !permit.isValid()) {
                end(permit);
            } else {
                permit.renewed(deadline(sentAt));
                if ((digit & 2) != 0) {
                    boolean unused = holder().giveUp(permit.account(), true);
                }
            }
        }
        figures.used = PermitStore.number(answer.get(1));
        Map<String, Long> shares = new TreeMap<>();
        for (int i = 3; i + 1 < answer.size(); i += 2) {
            shares.put(PermitStore.text(answer.get(i)), PermitStore.number(answer.get(i + 1)));
        }
        figures.shares = Collections.unmodifiableMap(shares);
        figures.renewed(renewalDue, now);
        answered();
    }

    private void tick() {
        endOverdue();
        if (roomOwed) {
            roomOwed = nanoTime.getAsLong() - roomOwedUntil < 0 && !holder().giveUpAny();
        }
    }

    private void endOverdue() {
        for (RedisPermit<A> permit : List.copyOf(permits.values())) {
            if (!permit.isValid()) {
                end(permit);
            }
        }
    }

    private void end(RedisPermit<A> permit) {
        permit.end();
        permits.remove(permit.member());
        figures.held = permits.size();
        figures.lost.increment();
        holder().lost(permit.account(), permit, settings.interruptHolders());
    }

    private long deadline(long sentAt) {
        return sentAt + settings.lease().minus(settings.margin()).toNanos();
    }

    // Redis comes and goes

    private void connect() {
        try {
            store.connect(names.channel(), message -> execute(() -> told(message)));
            execute(() -> {
                settled = true;
                renew();
                askAll(asking.values());
            });
        } catch (RuntimeException ex) {
            // Whatever keeps Lettuce from connecting: it is tried again until it works.
            execute(() -> {
                settled = true;
                away(ex);
            });
            try {
                Future<?> unused = connector.schedule(this::connect, RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                logger.debug("Account pool '{}' is closed and does not connect to Redis", pool, closed);
            }
        }
    }

    private void probe() {
        if (figures.isAway()) {
            renewAll();
        }
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
                settings.whenUnavailable());
        keepShare();
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
        if (!orphans.isEmpty()) {
            long now = nanoTime.getAsLong();
            Map<Orphan, Long> known = Map.copyOf(orphans);
            orphans.clear();
            known.forEach((orphan, since) -> {
                if (now - since < settings.lease().toNanos()) {
                    giveBack(orphan.member(), orphan.account());
                }
            });
        }
        askAll(asking.values().stream()
                .filter(one -> one.state == Asking.State.AWAY)
                .toList());
    }

    private void askAll(Collection<Asking<A>> some) {
        List.copyOf(some).forEach(this::again);
    }

    /** What holds from now on without Redis; the rest ends at its time. */
    private void keepShare() {
        if (settings.whenUnavailable() == WhenUnavailable.FAIL_CLOSED) {
            return;
        }
        Map<String, Integer> kept = new HashMap<>();
        for (RedisPermit<A> permit : permits.values()) {
            String account = String.valueOf(permit.account());
            int limit = holder().demand(permit.account()).limit();
            if (permit.isValid() && kept.getOrDefault(account, 0) < share(limit)) {
                permit.holdsWithoutLease();
                kept.merge(account, 1, Integer::sum);
            }
        }
    }

    private void askNobody(Asking<A> one) {
        one.state = Asking.State.AWAY;
        long here = permits.values().stream()
                .filter(permit -> String.valueOf(permit.account()).equals(one.text()))
                .count();
        if (here < share(one.limit) && permits.size() < shareOfAll()) {
            figures.unasked.increment();
            String member = settings.replica() + "|" + run + "|" + Long.toString(++number, Character.MAX_RADIX);
            handOver(one, RedisPermit.unasked(one.account(), member, nanoTime));
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

    private int share(int limit) {
        return switch (settings.whenUnavailable()) {
            case FAIL_CLOSED -> 0;
            case LOCAL_SHARE -> Math.max(1, limit / replicas());
            case FAIL_OPEN -> limit;
        };
    }

    private int shareOfAll() {
        Integer maxSize = settings.maxSize();
        return (maxSize != null) ? share(maxSize) : Integer.MAX_VALUE;
    }

    private int replicas() {
        Integer said = settings.replicas();
        return (said != null) ? said : figures.replicas();
    }

    // The thread

    private <T> CompletableFuture<T> send(CompletableFuture<T> request) {
        sent.add(request);
        CompletableFuture<T> unused = request.whenComplete((answer, failure) -> sent.remove(request));
        return request;
    }

    private <T> BiConsumer<T, Throwable> onThread(BiConsumer<T, @Nullable Throwable> then) {
        return (answer, failure) -> execute(() -> then.accept(answer, failure));
    }

    private @Nullable Future<?> after(long nanos, Runnable task) {
        try {
            return thread.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ex) {
            return null; // closed
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException ex) {
            logger.debug("Account pool '{}' is closed and has no permits any more", pool, ex);
        }
    }

    /* A failure here must not end what is repeated, nor be kept by a future nobody asks. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException ex) {
                // Whatever an account of the application throws in its toString, or a defect.
                logger.error("Account pool '{}': its permits could not be seen to", pool, ex);
            }
        };
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
}
