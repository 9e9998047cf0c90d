/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import com.mongodb.MongoException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountParkedException;
import org.poolstarter.account.AccountUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers what went wrong as problem details (RFC 9457), those of the framework included. */
@RestControllerAdvice
final class Problems extends ResponseEntityExceptionHandler {

    private static final Logger logger = LoggerFactory.getLogger(Problems.class);

    /** A collection takes seconds: by then a place may well be free. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(CollectionRefusedException refusal) {
        SessionRecord record = refusal.record();
        HttpStatus status = switch (record.outcome()) {
            case BUSY -> HttpStatus.CONFLICT;
            case LOGIN_REFUSED, UNREACHABLE -> HttpStatus.BAD_GATEWAY;
            default -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, refusal.getMessage());
        problem.setProperty("account", record.account());
        problem.setProperty("session", record.id());
        problem.setProperty("outcome", record.outcome());
        return answer(problem, retryAfter(refusal.getCause()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notFound(NotFoundException missing) {
        return answer(ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, missing.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> stopping(RejectedExecutionException refusal) {
        return answer(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, refusal.getMessage()));
    }

    @ExceptionHandler({MongoException.class, DataAccessResourceFailureException.class})
    ResponseEntity<ProblemDetail> unavailable(RuntimeException failure) {
        logger.warn("A request failed for want of a database: {}", failure.getMessage());
        return answer(ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "A database of the collector does not answer"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(RuntimeException failure) {
        // Nobody thought of it: the caller learns that it failed, the log why.
        logger.error("A request failed", failure);
        return answer(ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "The request failed; the log of the collector says why"));
    }

    /** What the pool knows of the time, else a guess; whole seconds, and no less than it knows. */
    private static Duration retryAfter(@Nullable Throwable cause) {
        if (cause instanceof AccountParkedException parked) {
            return parked.retryAfter().plusMillis(999);
        }
        if (cause instanceof AccountUnavailableException unavailable) {
            return unavailable.retryAfter().plusMillis(999);
        }
        return RETRY_AFTER;
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return answer(problem, RETRY_AFTER);
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem, Duration retryAfter) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatus());
        if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
            response.header(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.toSeconds()));
        }
        return response.body(problem);
    }
}
