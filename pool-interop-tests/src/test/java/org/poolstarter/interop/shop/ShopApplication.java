/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop.shop;

import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application as there are many, written without the starter in mind. */
@SpringBootApplication(proxyBeanMethods = false)
public class ShopApplication {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
