/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop.shop;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** There is one customer from the start. */
@Component
class FirstCustomer implements ApplicationRunner {

    private final Registration registration;

    FirstCustomer(Registration registration) {
        this.registration = registration;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        registration.register("first");
    }
}
