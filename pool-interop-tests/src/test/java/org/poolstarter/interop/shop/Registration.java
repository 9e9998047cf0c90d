/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop.shop;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Registers customers: a row of JPA and a row of JDBC, both or none. */
@Service
class Registration {

    private final CustomerRepository customers;
    private final AuditLog audit;

    Registration(CustomerRepository customers, AuditLog audit) {
        this.customers = customers;
        this.audit = audit;
    }

    @Transactional
    Customer register(String name) {
        Customer customer = customers.saveAndFlush(new Customer(name));
        audit.write("registered " + name);
        if (name.isBlank()) {
            throw new IllegalArgumentException("A customer has a name");
        }
        return customer;
    }
}
