/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the tests of a class with callers on each kind of threads. */
@ParameterizedClass(name = "{0}")
@EnumSource
abstract class CallersContract {

    private final Callers callers;
    private final List<TestPool> pools = new ArrayList<>();

    CallersContract(Callers callers) {
        this.callers = callers;
    }

    TestPool pool(UnaryOperator<AccountPoolSettings.Builder> limits) {
        TestPool pool = new TestPool(callers.newExecutor(), limits);
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void closePools() {
        pools.forEach(TestPool::close);
    }
}
