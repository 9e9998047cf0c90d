/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the load tester. */
@Command(
        name = "pool-loadtest",
        subcommands = RunCommand.class,
        mixinStandardHelpOptions = true,
        versionProvider = PoolLoadTest.Version.class,
        description = "Tries the connection pools of an application.yml against a server before production does.",
        footer = {
            "",
            "It ends with 0 if all thresholds are reached, with 1 if one is missed, and with 2 if it could not run."
        })
public final class PoolLoadTest {

    static final int OK = 0;
    static final int BELOW = 1;
    static final int COULD_NOT_RUN = 2;

    /** Ending what has begun takes that long at most, and cleaning up some more. */
    private static final long PATIENCE_SECONDS = 30;

    private PoolLoadTest() {}

    /** Runs a command, and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // The logging of Boot would write where the configuration of the application says.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        Stop stop = new Stop();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> endCleanly(stop, done), "end");
        Runtime.getRuntime().addShutdownHook(hook);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = commandLine(stop, out, err).execute(args);
        done.countDown();
        System.exit(code);
    }

    private static void endCleanly(Stop stop, CountDownLatch done) {
        stop.request();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command line, on these writers. */
    static CommandLine commandLine(Stop stop, PrintWriter out, PrintWriter err) {
        CommandLine.IFactory factory = new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return (type == RunCommand.class)
                        ? type.cast(new RunCommand(stop))
                        : CommandLine.defaultFactory().create(type);
            }
        };
        return new CommandLine(new PoolLoadTest(), factory)
                .registerConverter(Duration.class, DurationStyle::detectAndParse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((ex, command, parsed) -> tell(ex, command.getErr()));
    }

    private static int tell(Exception failure, PrintWriter err) {
        if (failure instanceof CannotRunException told) {
            err.println(told.getMessage());
            err.println(told.remedy());
        } else if (failure instanceof IllegalArgumentException wrong) {
            err.println(Failures.hide(String.valueOf(wrong.getMessage())));
        } else {
            err.println("It could not run: " + Failures.hide(failure.toString()));
        }
        return COULD_NOT_RUN;
    }

    /** The version in the manifest. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = PoolLoadTest.class.getPackage().getImplementationVersion();
            return new String[] {"pool-loadtest " + ((version != null) ? version : "(not packaged)")};
        }
    }
}
