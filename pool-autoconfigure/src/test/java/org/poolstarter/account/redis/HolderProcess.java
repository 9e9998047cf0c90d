/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.Service.Session;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A process that holds the account bob, and touches its client for each line it is sent. */
public final class HolderProcess {

    static final Duration LEASE = Duration.ofSeconds(8);

    private HolderProcess() {}

    public static void main(String[] args) throws Exception {
        LettuceConnectionFactory connections =
                new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", Integer.parseInt(args[0])));
        connections.afterPropertiesSet();
        connections.start();
        Replica.Plan plan = new Replica.Plan();
        plan.lease = LEASE;
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Replica replica = new Replica("child", new Service(), connections, plan);
                Lease<Session> lease = replica.acquire("bob")) {
            System.out.println("held");
            while (orders.readLine() != null) {
                System.out.println(touch(lease));
            }
        }
        connections.destroy();
    }

    private static String touch(Lease<Session> lease) {
        try {
            return "touched " + lease.client().account();
        } catch (IllegalStateException ex) {
            return "lost";
        }
    }
}
