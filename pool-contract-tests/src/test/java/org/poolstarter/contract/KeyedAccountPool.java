/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.contract;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.commons.pool2.KeyedObjectPool;
import org.apache.commons.pool2.KeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.AccountSnapshot;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.account.OpenFailedException;
import org.poolstarter.account.PoolClosedException;

/**
 * An account pool as a keyed pool of Commons Pool. What an account pool does on threads of its own is waited for, since
 * a pool of Commons does it on its caller's; and since an account pool knows no activation, that is done here, around a
 * lease.
 */
final class KeyedAccountPool implements KeyedObjectPool<Object, Object> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A pooled object, and how destroying it went: complete from the start if it is not to be destroyed. */
    private record Member(Object key, PooledObject<Object> pooled, CompletableFuture<Void> destroyed) {}

    private final KeyedPooledObjectFactory<Object, Object> factory;
    private final AccountPool<Object, Member> pool;
    private final Map<Object, Lease<Member>> borrowed = new ConcurrentHashMap<>();

    KeyedAccountPool(KeyedPooledObjectFactory<Object, Object> factory) {
        this.factory = factory;
        AccountPoolSettings limits = AccountPoolSettings.builder()
                .maxSize(100)
                .maxPerAccount(8)
                .openBackoff(Duration.ZERO)
                .closeTimeout(PATIENCE)
                .build();
        this.pool = AccountPool.builder("contract", new Members(factory))
                .limits(limits)
                .build();
    }

    @Override
    public Object borrowObject(Object key) throws Exception {
        while (true) {
            Lease<Member> lease = acquire(key, AcquireOptions.defaults());
            PooledObject<Object> pooled = lease.client().pooled();
            if (isReady(key, pooled)) {
                borrowed.put(pooled.getObject(), lease);
                return pooled.getObject();
            }
            lease.discard();
            awaitRest(key);
            if (lease.opened()) {
                throw new NoSuchElementException("A new object is not ready");
            }
        }
    }

    private boolean isReady(Object key, PooledObject<Object> pooled) {
        try {
            factory.activateObject(key, pooled);
            return factory.validateObject(key, pooled);
        } catch (Exception ex) {
            // Whatever the factory throws, this object cannot be used.
            return false;
        }
    }

    private Lease<Member> acquire(Object key, AcquireOptions options) throws Exception {
        try {
            return pool.acquire(key, options);
        } catch (PoolClosedException ex) {
            throw new IllegalStateException(ex);
        } catch (OpenFailedException ex) {
            throw (ex.getCause() instanceof Exception cause) ? cause : ex;
        }
    }

    @Override
    public void returnObject(Object key, Object object) throws Exception {
        Lease<Member> lease = borrowed.remove(object);
        if (lease == null) {
            throw new IllegalStateException("Not borrowed: " + object);
        }
        try {
            factory.passivateObject(key, lease.client().pooled());
            lease.close();
        } catch (Exception ex) {
            // Whatever the factory throws, this object is of no more use.
            destroy(key, lease);
        }
        awaitRest(key);
    }

    @Override
    public void invalidateObject(Object key, Object object) throws Exception {
        Lease<Member> lease = borrowed.remove(object);
        if (lease == null) {
            throw new IllegalStateException("Not borrowed: " + object);
        }
        destroy(key, lease);
    }

    private void destroy(Object key, Lease<Member> lease) throws Exception {
        Member member = lease.client();
        lease.discard();
        awaitRest(key);
        try {
            member.destroyed().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException ex) {
            throw (ex.getCause() instanceof Exception cause) ? cause : ex;
        }
    }

    @Override
    public void addObject(Object key) throws Exception {
        Lease<Member> lease = acquire(key, AcquireOptions.fresh());
        try {
            factory.passivateObject(key, lease.client().pooled());
        } catch (Exception ex) {
            // Commons Pool forgets such an object without destroying it.
            lease.client().destroyed().complete(null);
            lease.discard();
            awaitRest(key);
            throw ex;
        }
        lease.close();
    }

    @Override
    public void clear() {
        pool.evictIdle();
        await().atMost(PATIENCE)
                .until(
                        () -> pool.recorder().totals(),
                        totals -> totals.opened() - totals.closedInAll()
                                == pool.snapshot().active());
    }

    @Override
    public void clear(Object key) {
        if (isClosed()) {
            return;
        }
        for (Optional<Lease<Member>> idle = pool.tryAcquire(key); idle.isPresent(); idle = pool.tryAcquire(key)) {
            idle.get().discard();
        }
        awaitRest(key);
    }

    /** Returns when idle objects are destroyed; the others are as they are returned. */
    @Override
    public void close() {
        Thread closing = new Thread(pool::close, "closing");
        closing.setDaemon(true);
        closing.start();
        await().atMost(PATIENCE).until(() -> isClosed() && pool.snapshot().idle() == 0);
    }

    private boolean isClosed() {
        try {
            pool.tryAcquire("").ifPresent(Lease::close);
            return false;
        } catch (PoolClosedException ex) {
            return true;
        }
    }

    @Override
    public int getNumActive() {
        return pool.snapshot().active();
    }

    @Override
    public int getNumActive(Object key) {
        return pool.snapshot(key).active();
    }

    @Override
    public int getNumIdle() {
        return pool.snapshot().idle();
    }

    @Override
    public int getNumIdle(Object key) {
        return pool.snapshot(key).idle();
    }

    @Override
    public String toString() {
        return pool.toString();
    }

    private void awaitRest(Object key) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
            AccountSnapshot counts = pool.snapshot(key);
            return counts.opening() + counts.closing() == 0;
        });
    }

    private record Members(KeyedPooledObjectFactory<Object, Object> factory) implements ClientFactory<Object, Member> {

        @Override
        public Member open(Object key) throws Exception {
            return new Member(key, factory.makeObject(key), new CompletableFuture<>());
        }

        @Override
        public void close(Member member) throws Exception {
            if (member.destroyed().isDone()) {
                return;
            }
            try {
                factory.destroyObject(member.key(), member.pooled());
                member.destroyed().complete(null);
            } catch (Throwable ex) {
                // Whatever it is, it is for the caller who has the object destroyed.
                member.destroyed().completeExceptionally(ex);
                throw ex;
            }
        }
    }
}
