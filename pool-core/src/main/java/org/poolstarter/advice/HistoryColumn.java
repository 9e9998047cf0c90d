/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values of one field in a ring of points. Its array is made when the first value comes that says something, so that
 * what never happens takes no memory. Guarded by the ring.
 */
final class HistoryColumn {

    private final int length;
    private final float nothing;
    private float @Nullable [] values;

    /**
     * A column without values.
     *
     * @param length how many places the ring has
     * @param nothing what stands for "nothing happened": 0 or NaN
     */
    HistoryColumn(int length, float nothing) {
        this.length = length;
        this.nothing = nothing;
    }

    void put(int place, float value) {
        float[] into = values;
        if (into == null) {
            if (Float.compare(value, nothing) == 0) {
                return;
            }
            into = new float[length];
            Arrays.fill(into, nothing);
            values = into;
        }
        into[place] = value;
    }

    /** Whether there never was anything. */
    boolean isEmpty() {
        return values == null;
    }

    /** A copy of so many values, beginning at this place and going round. */
    float[] copy(int from, int count) {
        float[] copy = new float[count];
        float[] all = values;
        if (all == null) {
            Arrays.fill(copy, nothing);
        } else {
            int first = Math.min(count, length - from);
            System.arraycopy(all, from, copy, 0, first);
            System.arraycopy(all, 0, copy, first, count - first);
        }
        return copy;
    }

    /** The values as numbers, null for NaN. */
    static List<@Nullable Number> numbers(float[] values, DoubleFunction<Number> number) {
        List<@Nullable Number> numbers = new ArrayList<>(values.length);
        for (float value : values) {
            numbers.add(Float.isNaN(value) ? null : number.apply(value));
        }
        return Collections.unmodifiableList(numbers);
    }
}
