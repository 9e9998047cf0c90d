/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.poolstarter.loadtest.embedded.EmbeddedServers;
import org.poolstarter.pool.ReadableDuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code run}: a scenario against a pool. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Runs a load against pools as an application.yml configures them, and says whether they hold.")
final class RunCommand implements Callable<Integer> {

    private static final int EMBEDDED_ACCOUNTS = 10;
    private static final List<String> EMBEDDED_POOLS = List.of("orders", "sessions", "mail");

    private final Stop stop;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The application.yml of the service.")
    private @Nullable Path config;

    @Option(names = "--pool", paramLabel = "NAME", split = ",", description = "Pools under it, one after another.")
    private List<String> pools = new ArrayList<>();

    @Option(names = "--scenario", description = "concurrent, burst, ramp, soak, sweep or compare. (${DEFAULT-VALUE})")
    private Kind scenario = Kind.CONCURRENT;

    @Option(
            names = "--embedded",
            description =
                    "Lead the pools to servers that are brought along: PostgreSQL, a MongoDB wire server and IMAP.")
    private boolean embedded;

    @Option(names = "--allow-remote", description = "Let the pools lead to other machines.")
    private boolean allowRemote;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "A key that beats the configuration, such as pools.jdbc.orders.max-size=10.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(names = "--dry-run", description = "Say what would be done, and end.")
    private boolean dryRun;

    @Option(names = "--verbose", description = "Show the log of pools and drivers.")
    private boolean verbose;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private WorkOptions work = new WorkOptions();

    @Mixin
    private VariantOptions variants = new VariantOptions();

    @Mixin
    private ThresholdOptions thresholds = new ThresholdOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    RunCommand(Stop stop) {
        this.stop = stop;
    }

    /** What kind of load. */
    enum Kind {
        CONCURRENT,
        BURST,
        RAMP,
        SOAK,
        SWEEP,
        COMPARE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if (verbose) {
            System.setProperty("loadtest.log", "INFO");
        }
        try (EmbeddedServers servers = new EmbeddedServers(EMBEDDED_ACCOUNTS)) {
            return run(servers);
        }
    }

    private int run(EmbeddedServers servers) throws InterruptedException {
        Work wanted = work.work();
        Plan plan = new Plan(source(servers), pools(), properties, wanted, load.load(scenario), load.warmUp(scenario));
        Thresholds limits = thresholds.thresholds(wanted);
        Scenario chosen = variants.scenario(scenario, plan, limits);
        PrintWriter out = spec.commandLine().getOut();
        announce(plan, chosen, out);
        if (dryRun) {
            return PoolLoadTest.OK;
        }
        output.check();
        Progress progress = new ConsoleProgress(out, !output.plain && Terminal.isInteractive());
        Instant started = Instant.now();
        Outcome outcome = chosen.run(new Trial(plan, progress, stop, System::nanoTime));
        Report report = Report.of(scenario.toString(), started, stop.isRequested(), outcome, limits);
        ScreenReport.print(report, out);
        output.write(report);
        return report.reached() ? PoolLoadTest.OK : PoolLoadTest.BELOW;
    }

    private PoolContext.Source source(EmbeddedServers servers) {
        if (config == null && !embedded) {
            throw new CannotRunException(
                    "There is no configuration",
                    "Give the application.yml of your service to --config, or say --embedded to see a report without any.");
        }
        return (config == null)
                ? PoolContext.Source.builtIn(servers)
                : PoolContext.Source.of(config, embedded ? servers : null, allowRemote);
    }

    private List<String> pools() {
        if (!pools.isEmpty()) {
            return pools;
        }
        if (config != null) {
            throw new CannotRunException("No pool is named", "Say --pool and the name of one in " + config + ".");
        }
        return EMBEDDED_POOLS;
    }

    private void announce(Plan plan, Scenario chosen, PrintWriter out) {
        out.println("Pools %s of %s%s"
                .formatted(
                        String.join(", ", plan.pools()),
                        plan.source().shown(),
                        embedded ? ", on embedded servers" : ""));
        out.println("Load: " + chosen.describe(plan)
                + (plan.warmUp().isZero() ? "" : "; before that a warm-up of " + ReadableDuration.of(plan.warmUp())));
        String what = (plan.work().kind() == Work.Kind.OWN)
                ? plan.work().ownText().strip()
                : "the built-in operation " + plan.work().kind();
        out.println("Each operation: " + what);
        out.println(
                switch (plan.work().kind()) {
                    case OWN -> "It makes no table of its own.";
                    case SIMPLE -> "It writes nothing.";
                    default ->
                        "It writes only to tables, collections or folders of its own, named pool_loadtest_* or pool-loadtest-*, and drops them at the end.";
                });
        out.flush();
    }
}
