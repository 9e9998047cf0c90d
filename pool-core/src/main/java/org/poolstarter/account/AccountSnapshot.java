/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/**
 * The counts of one account at one moment.
 *
 * @param active clients held by callers
 * @param idle clients open and free
 * @param opening clients being opened
 * @param closing clients being closed, whose place is not free yet
 * @param pending callers that wait for a client of this account
 */
public record AccountSnapshot(int active, int idle, int opening, int closing, int pending) {}
