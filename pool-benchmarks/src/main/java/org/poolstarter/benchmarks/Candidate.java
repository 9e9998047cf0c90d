/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

/** The pools that are compared. */
public enum Candidate {
    STARTER("AccountPool", true, true),
    COMMONS("commons-pool2 keyed", true, true),
    COMMONS_FAIR("commons-pool2 keyed, fair", true, true),
    STRICT("httpcore5 Strict", true, true),
    LAX("httpcore5 Lax", true, false),
    STORMPOT("map of Stormpot pools", true, false),
    JETTY("map of Jetty ConcurrentPools", false, false),
    HAND_WRITTEN("hand-written: map, queues, semaphore", true, true);

    private final String label;
    private final boolean waits;
    private final boolean limitsTotal;

    Candidate(String label, boolean waits, boolean limitsTotal) {
        this.label = label;
        this.waits = waits;
        this.limitsTotal = limitsTotal;
    }

    /** Its name in the tables. */
    String label() {
        return label;
    }

    /** Whether an acquire waits where all clients of the account are held. */
    boolean waits() {
        return waits;
    }

    /** Whether it has a limit over all accounts, be it of open or of held clients. */
    boolean limitsTotal() {
        return limitsTotal;
    }

    /** Whether this JVM can run it: Stormpot asks for Java 21. */
    boolean isAvailable() {
        return this != STORMPOT || Runtime.version().feature() >= 21;
    }

    /** Opens a pool of this kind. What its callers hold is known to that pool alone. */
    @SuppressWarnings("unchecked") // what a pool gives out goes back to the same pool only
    KeyedPool<Object> open(Limits limits, Backend backend) {
        KeyedPool<?> pool = switch (this) {
            case STARTER -> new StarterPool(limits, backend);
            case COMMONS -> new CommonsPool(limits, backend, false);
            case COMMONS_FAIR -> new CommonsPool(limits, backend, true);
            case STRICT -> HttpCorePool.strict(limits, backend);
            case LAX -> HttpCorePool.lax(limits, backend);
            case STORMPOT -> stormpot(limits, backend);
            case JETTY -> new JettyPools(limits, backend);
            case HAND_WRITTEN -> new HandWrittenPool(limits, backend);
        };
        return (KeyedPool<Object>) pool;
    }

    /** By its name, since it is not compiled where Stormpot's classes cannot be read. */
    private static KeyedPool<?> stormpot(Limits limits, Backend backend) {
        try {
            return Class.forName(Candidate.class.getPackageName() + ".StormpotPools")
                    .asSubclass(KeyedPool.class)
                    .getDeclaredConstructor(Limits.class, Backend.class)
                    .newInstance(limits, backend);
        } catch (ReflectiveOperationException ex) {
            throw new IllegalStateException("Stormpot is there only if the module was built on a JDK 21 or newer", ex);
        }
    }
}
