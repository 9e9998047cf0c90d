/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.List;
import java.util.Map;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.pool.Pool;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the doctor says of the configuration of one pool.
 *
 * @param rules every rule by its code: {@code ok}, {@code warning} or {@code silenced}
 * @param findings what the rules found, silenced or not
 * @param server what the server of the pool has told; empty where it is never asked
 */
public record DoctorDescriptor(
        Map<String, String> rules, List<PoolDescriptor.Warning> findings, Map<String, Object> server)
        implements OperationResponseBody {

    /** By what is known at this moment. */
    @SuppressWarnings("unchecked") // a section is a map by what sections are made of
    static DoctorDescriptor of(Doctor doctor, Pool pool) {
        doctor.examine();
        Object server = doctor.sections(pool).get("server");
        return new DoctorDescriptor(
                doctor.verdicts(pool),
                doctor.warnings(pool).stream().map(PoolDescriptor.Warning::of).toList(),
                (server instanceof Map<?, ?> told) ? (Map<String, Object>) told : Map.of());
    }
}
