/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Whether something stands between a pool and its server, such as a load balancer or address translation. */
final class Detour {

    private Detour() {}

    /**
     * What shows it, for people; null if nothing does.
     *
     * @param url where the pool connects to
     * @param usualPort the port of a URL that names none
     * @param serverPort the port that the server listens on; null if it does not say
     * @param clientAddress the address from which the server sees the connection come; null if it does not say
     */
    static @Nullable String seen(
            JdbcUrl url, int usualPort, @Nullable Integer serverPort, @Nullable String clientAddress) {
        Integer dialled = url.port(usualPort);
        if (dialled != null && serverPort != null && !dialled.equals(serverPort)) {
            return "the pool connects to port %d, the server listens on %d".formatted(dialled, serverPort);
        }
        return (clientAddress != null && isForeign(clientAddress))
                ? "the server sees a client at %s, which is no address of this machine".formatted(clientAddress)
                : null;
    }

    private static boolean isForeign(String address) {
        if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return false; // a name, which may be anybody's
        }
        try {
            InetAddress client = InetAddress.getByName(address);
            return !client.isLoopbackAddress() && NetworkInterface.getByInetAddress(client) == null;
        } catch (UnknownHostException | SocketException ex) {
            return false;
        }
    }
}
