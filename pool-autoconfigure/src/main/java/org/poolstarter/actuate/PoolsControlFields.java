/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.poolstarter.pool.InvalidOrderException;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/** Refuses an order to a pool with a field that is none, which Boot would drop without a word. */
public final class PoolsControlFields implements OperationInvokerAdvisor {

    private static final EndpointId POOLS = EndpointId.of("pools");

    @Override
    public OperationInvoker apply(
            EndpointId endpointId, OperationType operationType, OperationParameters parameters, OperationInvoker next) {
        if (!endpointId.equals(POOLS) || operationType != OperationType.WRITE) {
            return next;
        }
        Set<String> known =
                parameters.stream().map(OperationParameter::getName).collect(Collectors.toCollection(TreeSet::new));
        known.remove("security");
        String fields = known.stream().filter(field -> !field.equals("name")).collect(Collectors.joining(", "));
        return context -> {
            Map<String, Object> given = context.getArguments();
            for (Map.Entry<String, Object> field : given.entrySet()) {
                if (!known.contains(field.getKey())) {
                    return PoolsControlEndpoint.invalid(new InvalidOrderException(
                            field.getKey(),
                            field.getValue(),
                            "is no field of an order",
                            "Use one of %s; settings go into set, as in max-size=20.".formatted(fields)));
                }
            }
            return next.invoke(context);
        };
    }
}
