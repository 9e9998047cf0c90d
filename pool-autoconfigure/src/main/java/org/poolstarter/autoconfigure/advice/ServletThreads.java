/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.doctor.Surroundings.RequestThreads;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** How many threads of a servlet container serve requests. */
final class ServletThreads {

    /** What Boot gives Tomcat and Jetty unless told otherwise. */
    private static final int USUAL = 200;

    private final Environment environment;

    ServletThreads(Environment environment) {
        this.environment = environment;
    }

    /** Null where they have no bound, or it is not known. */
    @Nullable
    RequestThreads bound() {
        if (Threading.VIRTUAL.isActive(environment)) {
            return null;
        }
        ClassLoader classLoader = getClass().getClassLoader();
        if (ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", classLoader)) {
            return bound("server.tomcat.threads.max");
        }
        return ClassUtils.isPresent("org.eclipse.jetty.server.Server", classLoader)
                ? bound("server.jetty.threads.max")
                : null;
    }

    private @Nullable RequestThreads bound(String key) {
        int max = environment.getProperty(key, Integer.class, USUAL);
        return (max >= 1) ? new RequestThreads(max, key) : null;
    }
}
