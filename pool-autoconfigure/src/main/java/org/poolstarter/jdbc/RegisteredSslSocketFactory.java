/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes the TLS sockets of the PostgreSQL driver with a factory that was registered for them.
 *
 * <p>The driver takes no object, only the name of a class and a text, and it may connect on a thread of its own. So
 * what was registered has to be found by the text from a static place; it is there until it is removed.
 */
public final class RegisteredSslSocketFactory extends SSLSocketFactory {

    private static final String ARGUMENT = "sslfactoryarg";
    private static final Map<String, Supplier<SSLSocketFactory>> REGISTERED = new ConcurrentHashMap<>();

    private final SSLSocketFactory factory;

    /**
     * For the driver.
     *
     * @param properties the properties of the driver, one of which says what was registered
     */
    public RegisteredSslSocketFactory(Properties properties) {
        Supplier<SSLSocketFactory> registered = REGISTERED.get(properties.getProperty(ARGUMENT, ""));
        if (registered == null) {
            throw new IllegalStateException("The pool that this connection is for has been closed");
        }
        this.factory = registered.get();
    }

    /**
     * Registers a factory.
     *
     * @param factory asked for each connection, so that it may change
     * @return the properties of the driver that lead to it; to be given to {@link #remove} when no pool uses them
     */
    public static Map<String, String> register(Supplier<SSLSocketFactory> factory) {
        String key = UUID.randomUUID().toString();
        REGISTERED.put(key, factory);
        return Map.of("sslfactory", RegisteredSslSocketFactory.class.getName(), ARGUMENT, key);
    }

    /** Forgets what {@link #register} returned these properties for. */
    public static void remove(Map<String, String> properties) {
        REGISTERED.remove(properties.getOrDefault(ARGUMENT, ""));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return factory.createSocket(socket, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return factory.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return factory.createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return factory.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return factory.createSocket(address, port, localAddress, localPort);
    }
}
