/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import com.mongodb.client.MongoClient;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPool;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.Warning;
import org.poolstarter.advice.sizing.SizingAdvisor;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.account.AccountPoolsAutoConfiguration;
import org.poolstarter.autoconfigure.advice.PoolDoctorAutoConfiguration;
import org.poolstarter.autoconfigure.jdbc.NamedJdbcPoolsAutoConfiguration;
import org.poolstarter.autoconfigure.mongo.NamedMongoPoolsAutoConfiguration;
import org.poolstarter.loadtest.embedded.EmbeddedServers;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.ReadableDuration;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;

/**
 * One pool of a configuration, built as the starter builds it in an application: its auto-configuration does, in a context
 * that has no web server and nothing else in it. Other pools of the configuration are left out. Closing it closes the
 * pool.
 */
final class PoolContext implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Backend<?> backend;

    private PoolContext(ConfigurableApplicationContext context, Backend<?> backend) {
        this.context = context;
        this.backend = backend;
    }

    /**
     * Builds a pool.
     *
     * @param source where the configuration is
     * @param name of the pool
     * @param keys what beats the configuration of this pool: keys without the pool's prefix, with their values
     * @param properties what else beats the configuration: full keys, with their values
     * @param window what a size is to be reckoned for, where the configuration does not say
     * @throws CannotRunException if the pool is not configured, cannot be built, or leads to another machine and that is
     *     not allowed
     */
    static PoolContext start(
            Source source, String name, Map<String, String> keys, Map<String, String> properties, Duration window) {
        SpringApplication application = new SpringApplication(TesterConfiguration.class);
        application.setDefaultProperties(Map.of("pools.sizing.window", ReadableDuration.of(window)));
        application.addInitializers(context -> prepare((GenericApplicationContext) context, source, name, keys));
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.config.location=" + source.location(),
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false",
                "--spring.main.register-shutdown-hook=false"));
        properties.forEach((key, value) -> arguments.add("--%s=%s".formatted(key, value)));
        ConfigurableApplicationContext context;
        try {
            context = application.run(arguments.toArray(String[]::new));
        } catch (RuntimeException ex) { // all that a start can fail with: told in words where there are some
            throw cannotStart(ex);
        }
        try {
            return new PoolContext(context, backend(context, name));
        } catch (RuntimeException ex) { // the context must not stay open
            context.close();
            throw ex;
        }
    }

    private static void prepare(
            GenericApplicationContext context, Source source, String name, Map<String, String> own) {
        ConfigurableEnvironment environment = context.getEnvironment();
        PoolKeys keys = new PoolKeys(environment);
        Map<String, String> backends = keys.backends();
        String backend = backends.get(name);
        if (backend == null) {
            throw unknownPool(source, name, backends);
        }
        keys.keepOnly(name);
        Map<String, Object> overrides = new LinkedHashMap<>();
        // It would print a table and end the JVM.
        overrides.put("pools.check", false);
        EmbeddedServers servers = source.embedded();
        if (servers != null) {
            overrides.putAll(Embedding.keys(servers, backend, name));
        }
        own.forEach((key, value) -> overrides.put("pools.%s.%s.%s".formatted(backend, name, key), value));
        environment.getPropertySources().addFirst(new MapPropertySource("loadtest", overrides));
        requireAllowed(context, source, backend, name);
    }

    private static void requireAllowed(GenericApplicationContext context, Source source, String backend, String name) {
        PoolKeys keys = new PoolKeys(context.getEnvironment());
        Binder binder = Binder.get(context.getEnvironment());
        List<String> remote = new ArrayList<>();
        keys.urls(backend, name).forEach(url -> remote.addAll(Hosts.remote(url)));
        keys.detours(backend, name).forEach(key -> remote.add("wherever %s leads".formatted(key)));
        if (backend.equals("mongo")) {
            binder.bind("pools.mongo.%s.host".formatted(name), String[].class)
                    .ifBound(hosts -> List.of(hosts).forEach(host -> remote.addAll(Hosts.remote("//" + host))));
        }
        if (backend.equals("accounts")) {
            ImapServer server = ImapServer.read(binder, name);
            remote.addAll(Hosts.remote("//" + server.host()));
            context.registerBean(name, ImapClientFactory.class, () -> new ImapClientFactory(server));
        }
        if (!remote.isEmpty() && !source.allowRemote()) {
            throw new CannotRunException(
                    "The pool '%s' may lead to another machine: %s".formatted(name, String.join(", ", remote)),
                    "A load test can take a server down. If this one may be, say --allow-remote.");
        }
    }

    private static CannotRunException unknownPool(Source source, String name, Map<String, String> backends) {
        String known = new TreeMap<>(backends)
                .entrySet().stream()
                        .map(pool -> "%s (%s)".formatted(pool.getKey(), pool.getValue()))
                        .collect(Collectors.joining(", "));
        return new CannotRunException(
                "There is no pool '%s' under pools in %s".formatted(name, source.shown()),
                known.isEmpty()
                        ? "Name one there under pools.jdbc, pools.mongo or pools.accounts."
                        : "Use one of " + known + ".");
    }

    private static CannotRunException cannotStart(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotRunException told) {
                return told;
            }
        }
        SpringFactoriesLoader loader = SpringFactoriesLoader.forDefaultResourceLocation();
        List<FailureAnalyzer> analyzers = loader.load(
                FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((message, ex) -> {}));
        CannotRunException explained = analyzers.stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(analysis -> analysis != null)
                .findFirst()
                .map(PoolContext::explained)
                .orElseGet(() -> new CannotRunException(
                        "The pool cannot be built: "
                                + Failures.hide(String.valueOf(rootOf(failure).getMessage())),
                        "Correct the configuration."));
        explained.initCause(failure);
        return explained;
    }

    private static CannotRunException explained(FailureAnalysis analysis) {
        String action = analysis.getAction();
        return new CannotRunException(
                Failures.hide(analysis.getDescription().strip()),
                (action != null) ? Failures.hide(action.strip()) : "Correct the configuration.");
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static Backend<?> backend(ConfigurableApplicationContext context, String name) {
        Pool pool = context.getBean(Pools.class)
                .find(name)
                .orElseThrow(() -> new CannotRunException(
                        "The configuration names the pool '%s', but none was built".formatted(name),
                        "Remove pools.enabled=false."));
        String suffix = Long.toString(System.nanoTime() & Long.MAX_VALUE, 36);
        if (pool instanceof AccountPool<?, ?>) {
            @SuppressWarnings("unchecked") // its client factory is the one registered above
            AccountPool<ImapAccount, ImapClient> accounts = (AccountPool<ImapAccount, ImapClient>) pool;
            return new AccountBackend(accounts, context.getBean(name, ImapClientFactory.class), suffix);
        }
        if (pool instanceof MongoPool mongo) {
            return new MongoBackend(
                    mongo,
                    qualified(context, MongoClient.class, name),
                    context.getEnvironment().getProperty("pools.mongo.%s.uri".formatted(name)),
                    suffix);
        }
        return new JdbcBackend(pool, qualified(context, HikariDataSource.class, name), suffix);
    }

    private static <T> T qualified(ConfigurableApplicationContext context, Class<T> type, String name) {
        return BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getBeanFactory(), type, name);
    }

    /** The pool, and how to work with it. */
    Backend<?> backend() {
        return backend;
    }

    /** What the starter has to say about the pool at this moment. */
    List<Warning> warnings() {
        return context.getBean(PoolMonitor.class)
                .report(backend.pool())
                .map(report -> report.warnings())
                .orElse(List.of());
    }

    /** What the starter advises on the size of the pool, by what it has seen of it so far. */
    Sizing sizing() {
        Pool pool = backend.pool();
        return context.getBean(SizingAdvisor.class)
                .advise(pool)
                .map(Sizing::of)
                .orElseGet(() -> Sizing.unknown(pool.snapshot().max()));
    }

    /** Closes the pool. */
    @Override
    public void close() {
        context.close();
    }

    /**
     * Where a configuration is.
     *
     * @param location as Boot's config data takes it
     * @param shown what people call it
     * @param embedded the servers that pools are to lead to; null for those that the configuration names
     * @param allowRemote whether pools may lead to other machines
     */
    record Source(String location, String shown, @Nullable EmbeddedServers embedded, boolean allowRemote) {

        /**
         * A file.
         *
         * @throws CannotRunException if it does not exist
         */
        static Source of(Path file, @Nullable EmbeddedServers embedded, boolean allowRemote) {
            if (!file.toFile().isFile()) {
                throw new CannotRunException(
                        "There is no file " + file, "Give the application.yml of your service to --config.");
            }
            return new Source(file.toAbsolutePath().toUri().toString(), file.toString(), embedded, allowRemote);
        }

        /** The configuration that the load tester brings along for its embedded servers. */
        static Source builtIn(EmbeddedServers embedded) {
            return new Source(
                    "classpath:org/poolstarter/loadtest/embedded.yml", "the built-in configuration", embedded, false);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        PoolsAutoConfiguration.class,
        NamedJdbcPoolsAutoConfiguration.class,
        NamedMongoPoolsAutoConfiguration.class,
        AccountPoolsAutoConfiguration.class,
        PoolDoctorAutoConfiguration.class,
        SslAutoConfiguration.class,
        TransactionManagerCustomizationAutoConfiguration.class
    })
    static class TesterConfiguration {}
}
