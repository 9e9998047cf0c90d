/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.poolstarter.pool.CloseReason;

/** The numbers of one point while they are gathered; used again for the next point. For one thread. */
final class HistoryPoint {

    private final Map<HistoryField, Cell> values = new EnumMap<>(HistoryField.class);
    private final Map<CloseReason, Cell> closed = new EnumMap<>(CloseReason.class);

    HistoryPoint() {
        for (HistoryField field : HistoryField.values()) {
            values.put(field, new Cell());
        }
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new Cell());
        }
    }

    float value(HistoryField field) {
        return cell(field).value;
    }

    float closed(CloseReason reason) {
        return cell(reason).value;
    }

    void set(HistoryField field, double value) {
        cell(field).value = (float) value;
    }

    void atLeast(HistoryField field, double value) {
        Cell cell = cell(field);
        cell.value = Math.max(cell.value, (float) value);
    }

    void setClosed(CloseReason reason, long count) {
        cell(reason).value = count;
    }

    void clear() {
        values.values().forEach(cell -> cell.value = 0);
        closed.values().forEach(cell -> cell.value = 0);
    }

    private Cell cell(HistoryField field) {
        return Objects.requireNonNull(values.get(field));
    }

    private Cell cell(CloseReason reason) {
        return Objects.requireNonNull(closed.get(reason));
    }

    private static final class Cell {

        private float value;
    }
}
