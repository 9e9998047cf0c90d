/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** Somebody who buys. */
@Entity
public class Customer {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String name = "";

    protected Customer() {}

    Customer(String name) {
        this.name = name;
    }

    /** The number of the customer; null until saved. */
    public @Nullable Long getId() {
        return id;
    }

    /** How the customer is called. */
    public String getName() {
        return name;
    }
}
