// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// What is reckoned when it is asked for, and so is asked seldom: the connection budget, and of a pool the advice and the
// doctor. Asked when a view opens, once a minute while it is open, and when somebody presses the button.

import { below, keepsPast, theBudget } from './api.js';

const EVERY_MS = 60_000;
const BUDGET = 'budget';
const OF_A_POOL = ['advice', 'doctor'];

const asked = new Map(); // by what was asked: { began, underWay, missing, at, answer, failure }
let arrived = () => {};

/** From now on calls this when an answer has come. */
export function onArrival(redraw) {
  arrived = redraw;
}

/** Asks for the budget where it is old. Does not wait for the answer. */
export function consultAll() {
  ask(BUDGET, theBudget, false);
}

/** Asks what is told of a pool where it is old, or `anew`; `only` names one of the two. Does not wait for the answers. */
export function consult(name, anew = false, only = null) {
  if (!keepsPast) return;
  const wanted = only === null ? OF_A_POOL : [only];
  wanted.forEach((what) => ask(`${name}/${what}`, () => below(name, what), anew));
}

/** The budget as answered last; null where there is none, or not yet. */
export function budget() {
  const answer = asked.get(BUDGET)?.answer;
  return answer?.bounds ? answer : null; // a pool of the application may be named like that
}

/** What was told of a pool last: { answer, at, failure } for each that this application tells. */
export function counselOf(name) {
  return Object.fromEntries(OF_A_POOL
    .map((what) => [what, asked.get(`${name}/${what}`)])
    .filter(([, entry]) => entry && !entry.missing && (entry.answer || entry.failure)));
}

async function ask(key, request, anew) {
  const entry = asked.get(key) ?? { began: -Infinity };
  asked.set(key, entry);
  if (entry.underWay || entry.missing || (!anew && performance.now() - entry.began < EVERY_MS)) return;
  entry.began = performance.now();
  entry.underWay = true;
  try {
    entry.answer = await request();
    entry.at = Date.now();
    entry.failure = undefined;
  } catch (refused) {
    entry.missing = refused.status === 404;
    entry.failure = refused.message;
  } finally {
    entry.underWay = false;
  }
  arrived();
}
