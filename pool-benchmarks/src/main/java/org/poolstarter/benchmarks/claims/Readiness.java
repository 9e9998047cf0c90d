/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks.claims;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.Collection;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Tells {@link StartUp} of an application that is ready. */
final class Readiness {

    private static final int COLLECTIONS = 3;

    private Readiness() {}

    /**
     * Has each pool lend a connection, prints the time since the start of the JVM and the heap in use, and closes the
     * application.
     *
     * @param pools how many pools there have to be
     * @throws IllegalStateException if there are others than these
     */
    static void tell(ConfigurableApplicationContext context, int pools) throws SQLException {
        try (context) {
            Collection<DataSource> dataSources =
                    context.getBeansOfType(DataSource.class).values();
            if (dataSources.size() != pools) {
                throw new IllegalStateException("%d data sources instead of %d".formatted(dataSources.size(), pools));
            }
            for (DataSource dataSource : dataSources) {
                dataSource.getConnection().close();
            }
            long millis = System.currentTimeMillis()
                    - ManagementFactory.getRuntimeMXBean().getStartTime();
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
            }
            long bytes =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.printf("READY millis=%d bytes=%d%n", millis, bytes);
        }
    }
}
