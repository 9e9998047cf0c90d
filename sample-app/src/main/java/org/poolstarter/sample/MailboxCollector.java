/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Collects mail of many accounts, with one logged-in session for each at a time. */
@SpringBootApplication
public class MailboxCollector {

    public static void main(String[] args) {
        SpringApplication.run(MailboxCollector.class, args);
    }
}
