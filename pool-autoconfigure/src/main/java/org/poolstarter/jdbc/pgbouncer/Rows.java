/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * What one command of the console answered. Columns are known by name: versions of PgBouncer add some and move others.
 *
 * @param all the rows, each its values by column; a value that is null is left out
 */
record Rows(List<Map<String, String>> all) {

    Rows {
        all = List.copyOf(all);
    }

    /** The rows that have this value in this column. */
    Rows where(String column, String value) {
        return where(row -> value.equals(row.get(column)));
    }

    Rows where(Predicate<Map<String, String>> condition) {
        return new Rows(all.stream().filter(condition).toList());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The text of a column in the first row; empty if there is no such row or column. */
    Optional<String> text(String column) {
        return all.stream().findFirst().map(row -> row.get(column));
    }

    /** The sum of a column; empty if no row has a number there. */
    OptionalDouble sum(String column) {
        return numbers(column).reduce(Double::sum);
    }

    /** The greatest number of a column; empty if no row has one. */
    OptionalDouble max(String column) {
        return numbers(column).max();
    }

    private DoubleStream numbers(String column) {
        return all.stream()
                .map(row -> row.get(column))
                .filter(value -> value != null && value.matches("-?\\d+(\\.\\d+)?"))
                .mapToDouble(Double::parseDouble);
    }
}
