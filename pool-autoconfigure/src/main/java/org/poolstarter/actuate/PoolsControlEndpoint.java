/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.poolstarter.actuate.ControlDescriptor.Outcome;
import org.poolstarter.actuate.ControlDescriptor.Refusal;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.advice.sizing.AdaptiveSizes;
import org.poolstarter.advice.sizing.SizingAdvisor;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolAction;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.UnsupportedOrderException;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.convert.DurationStyle;

/**
 * What of the pools there is over the web alone: views of one pool, and orders to it where the access to the endpoint is
 * unrestricted.
 *
 * <p>The fields of the body are parameters of one method, so what is no field would be dropped without a word: a
 * misspelt {@code dryRun} would change things. {@link PoolsControlFields} refuses such a body.
 */
@EndpointWebExtension(endpoint = PoolsEndpoint.class)
public final class PoolsControlEndpoint {

    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int CONFLICT = 409;

    private static final String HISTORY = "history";
    private static final String ADVICE = "advice";
    private static final String DOCTOR = "doctor";
    private static final String BUDGET = "budget";

    private final PoolsEndpoint endpoint;
    private final Pools pools;
    private final PoolMonitor monitor;
    private final SizingAdvisor advisor;
    private final Map<String, UncontrolledAction> uncontrolled;
    private final @Nullable Doctor doctor;

    /** @param doctor knows configurations and the connection budget; null to leave those out */
    public PoolsControlEndpoint(
            PoolsEndpoint endpoint,
            Pools pools,
            PoolMonitor monitor,
            SizingAdvisor advisor,
            AdaptiveSizes sizes,
            @Nullable Doctor doctor) {
        this.endpoint = endpoint;
        this.pools = pools;
        this.monitor = monitor;
        this.advisor = advisor;
        this.uncontrolled = Map.of(
                PeaksReset.ACTION, new PeaksReset(monitor)::perform, SizeFixing.ACTION, new SizeFixing(sizes)::perform);
        this.doctor = doctor;
    }

    /**
     * One pool, or the connection budget of all.
     *
     * @param name the pool, or {@code budget}, which is the name of no pool of ours
     */
    @ReadOperation
    @RegisterReflectionForBinding({PoolDescriptor.class, BudgetDescriptor.class})
    public WebEndpointResponse<Object> pool(@Selector String name) {
        PoolDescriptor pool = endpoint.pool(name);
        if (pool != null) {
            return new WebEndpointResponse<>(pool);
        }
        return (doctor != null && name.equals(BUDGET))
                ? new WebEndpointResponse<>(BudgetDescriptor.of(doctor.budget()))
                : new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
    }

    /**
     * A part of what is known of one pool that is too much for its entry: its history, the advice on its size, what the
     * doctor says of it, or a section of {@link PoolsEndpoint#section}.
     *
     * @param name the pool
     * @param view {@code history}, {@code advice}, {@code doctor}, {@code events}, or a section that the backend has, such as
     *     {@code sessions}
     * @param resolution of the history: {@code fine} or {@code coarse}; null for both
     * @param since of the history: only points after this instant, in ISO-8601 or in milliseconds since 1970; null for all
     * @param account of a section, as {@code type}, {@code page} and {@code size}
     */
    @ReadOperation
    @RegisterReflectionForBinding({
        HistoryDescriptor.class,
        AdviceDescriptor.class,
        DoctorDescriptor.class,
        SectionDescriptor.class,
        Refusal.class
    })
    public WebEndpointResponse<Object> view(
            @Selector String name,
            @Selector String view,
            @Nullable String resolution,
            @Nullable String since,
            @Nullable String account,
            @Nullable String type,
            @Nullable String page,
            @Nullable String size) {
        Optional<Pool> pool = pools.find(name);
        if (pool.isEmpty()) {
            return refusal(WebEndpointResponse.STATUS_NOT_FOUND, "There is no pool named " + name);
        }
        if (view.equals(HISTORY)) {
            return history(pool.get(), resolution, since);
        }
        if (view.equals(ADVICE)) {
            return advice(pool.get());
        }
        if (doctor != null && view.equals(DOCTOR)) {
            return new WebEndpointResponse<>(DoctorDescriptor.of(doctor, pool.get()));
        }
        try {
            SectionDescriptor section =
                    endpoint.section(name, view, account, type, number("page", page), number("size", size));
            return (section != null)
                    ? new WebEndpointResponse<>(section)
                    : refusal(
                            WebEndpointResponse.STATUS_NOT_FOUND,
                            "The pool %s has no %s; there is %s"
                                    .formatted(name, view, String.join(", ", endpoint.views(pool.get(), views()))));
        } catch (InvalidOrderException ex) {
            return invalid(ex);
        } catch (InvalidEndpointRequestException ex) {
            // A section of the application may refuse a query in words of its own.
            return (ex.getCause() instanceof InvalidOrderException invalid)
                    ? invalid(invalid)
                    : refusal(WebEndpointResponse.STATUS_BAD_REQUEST, ex.getReason());
        }
    }

    private Set<String> views() {
        return (doctor != null) ? Set.of(HISTORY, ADVICE, DOCTOR) : Set.of(HISTORY, ADVICE);
    }

    private static @Nullable Integer number(String key, @Nullable String text) {
        try {
            return (text != null) ? Integer.valueOf(text) : null;
        } catch (NumberFormatException ex) {
            throw new InvalidOrderException(key, text, "must be a whole number", "Leave it out for the usual one.");
        }
    }

    private WebEndpointResponse<Object> history(Pool pool, @Nullable String resolution, @Nullable String since) {
        try {
            return new WebEndpointResponse<>(HistoryDescriptor.of(pool, monitor, resolution, since));
        } catch (InvalidOrderException ex) {
            return invalid(ex);
        }
    }

    private WebEndpointResponse<Object> advice(Pool pool) {
        return advisor.advise(pool)
                .map(advice -> new WebEndpointResponse<Object>(AdviceDescriptor.of(pool.name(), advice)))
                .orElseGet(() -> refusal(
                        WebEndpointResponse.STATUS_NOT_FOUND,
                        "There is no advice on the pool %s, since nothing is kept of its past: set pools.history.enabled to true"
                                .formatted(pool.name())));
    }

    /**
     * Carries out an order, or tells what it would change.
     *
     * @param name the pool
     * @param action what to do, such as {@code change}, {@code evict-idle}, {@code reset-peaks} or {@code fix-size}
     * @param set for {@code change}: settings and values separated by commas, such as {@code max-size=20,min-idle=5}
     * @param account for {@code close-account}: whose clients to close
     * @param deadline for {@code drain}: how long holders get, such as {@code 30s}
     * @param dryRun {@code true} to change nothing
     */
    @WriteOperation
    public WebEndpointResponse<Object> order(
            SecurityContext security,
            @Selector String name,
            @Nullable String action,
            @Nullable String set,
            @Nullable String account,
            @Nullable String deadline,
            @Nullable String dryRun) {
        Optional<Pool> pool = pools.find(name);
        if (pool.isEmpty()) {
            return refusal(WebEndpointResponse.STATUS_NOT_FOUND, "There is no pool named " + name);
        }
        UncontrolledAction ofMonitor = (action != null) ? uncontrolled.get(action) : null;
        if (action != null && ofMonitor != null) {
            return perform(action, ofMonitor, pool.get(), set, account, deadline, dryRun, security);
        }
        PoolControl control = pool.get().control();
        if (control == null) {
            return refusal(
                    METHOD_NOT_ALLOWED,
                    "The backend %s of the pool %s cannot be steered"
                            .formatted(pool.get().backend(), name));
        }
        try {
            PoolOrder order = new PoolOrder(
                    action(action, control),
                    settings(set),
                    account,
                    deadline(deadline),
                    dryRun(dryRun),
                    principal(security));
            Outcome outcome = Outcome.of(control.perform(order));
            return new WebEndpointResponse<>(
                    (doctor != null) ? outcome.noting(BudgetNotes.of(doctor.budget(), pool.get(), order)) : outcome);
        } catch (InvalidOrderException ex) {
            return invalid(ex);
        } catch (UnsupportedOrderException ex) {
            return refusal(METHOD_NOT_ALLOWED, ex.getMessage());
        } catch (OrderConflictException ex) {
            return refusal(CONFLICT, ex.getMessage());
        }
    }

    private static WebEndpointResponse<Object> perform(
            String word,
            UncontrolledAction action,
            Pool pool,
            @Nullable String set,
            @Nullable String account,
            @Nullable String deadline,
            @Nullable String dryRun,
            SecurityContext security) {
        if (set != null || account != null || deadline != null) {
            return invalid(
                    new InvalidOrderException("action", word, "takes no field but dryRun", "Leave the others out."));
        }
        try {
            return new WebEndpointResponse<>(action.perform(pool, dryRun(dryRun), principal(security)));
        } catch (InvalidOrderException ex) {
            return invalid(ex);
        } catch (OrderConflictException ex) {
            return refusal(CONFLICT, ex.getMessage());
        }
    }

    static WebEndpointResponse<Object> invalid(InvalidOrderException ex) {
        return new WebEndpointResponse<>(
                new Refusal(String.valueOf(ex.getMessage()), ex.key(), ex.value(), ex.bound(), ex.remedy()),
                WebEndpointResponse.STATUS_BAD_REQUEST);
    }

    private static WebEndpointResponse<Object> refusal(int status, @Nullable String error) {
        return new WebEndpointResponse<>(new Refusal(String.valueOf(error), null, null, null, null), status);
    }

    private static PoolAction action(@Nullable String word, PoolControl control) {
        return Optional.ofNullable(word)
                .flatMap(PoolAction::ofWord)
                .orElseThrow(() -> new InvalidOrderException(
                        "action",
                        word,
                        "must be one of %s, %s, %s"
                                .formatted(
                                        words(Arrays.asList(PoolAction.values())),
                                        PeaksReset.ACTION,
                                        SizeFixing.ACTION),
                        "This pool takes %s.".formatted(words(control.actions()))));
    }

    private static String words(Iterable<PoolAction> actions) {
        return StreamSupport.stream(actions.spliterator(), false)
                .map(PoolAction::word)
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> settings(@Nullable String set) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String assignment : (set != null) ? assignments(set) : List.<String>of()) {
            int equals = assignment.lastIndexOf('='); // an account may have one in its name
            if (equals < 1) {
                throw new InvalidOrderException(
                        "set", assignment, "must be settings with values", "Write max-size=20,min-idle=5.");
            }
            String key = assignment.substring(0, equals).trim();
            String value = assignment.substring(equals + 1).trim();
            if (settings.put(key, value) != null) {
                throw new InvalidOrderException(key, value, "must be given once", "Leave one of the two out.");
            }
        }
        return settings;
    }

    /* Split at commas, but not within the brackets of an element, such as an account that has commas in its name. */
    private static List<String> assignments(String set) {
        List<String> assignments = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < set.length(); i++) {
            char c = set.charAt(i);
            depth += (c == '[') ? 1 : (c == ']') ? -1 : 0;
            if (c == ',' && depth <= 0) {
                assignments.add(set.substring(begin, i));
                begin = i + 1;
            }
        }
        assignments.add(set.substring(begin));
        return assignments;
    }

    private static @Nullable Duration deadline(@Nullable String text) {
        try {
            return (text != null) ? DurationStyle.detectAndParse(text) : null;
        } catch (IllegalArgumentException ex) {
            throw new InvalidOrderException(
                    "deadline", text, "must be a time", "Say how long holders get, such as 30s.");
        }
    }

    private static boolean dryRun(@Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new InvalidOrderException("dryRun", text, "must be true or false", "Correct it; nothing was done.");
        }
        return "true".equals(text);
    }

    private static String principal(SecurityContext security) {
        Principal principal = security.getPrincipal();
        return (principal != null && !principal.getName().isBlank()) ? principal.getName() : "anonymous";
    }

    /** An action on what is known of a pool rather than on the pool itself: it needs no control, and any pool may take it. */
    private interface UncontrolledAction {

        Outcome perform(Pool pool, boolean dryRun, String by);
    }
}
