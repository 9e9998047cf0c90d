/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop.shop;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CustomerController {

    private final Registration registration;
    private final CustomerRepository customers;

    CustomerController(Registration registration, CustomerRepository customers) {
        this.registration = registration;
        this.customers = customers;
    }

    @PostMapping("/customers/{name}")
    String register(@PathVariable String name) {
        return registration.register(name).getName();
    }

    @GetMapping("/customers/{name}")
    int find(@PathVariable String name) {
        return customers.findByName(name).size();
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    String refused(IllegalArgumentException ex) {
        return String.valueOf(ex.getMessage());
    }
}
