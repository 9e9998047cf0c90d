// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// What the application itself remembers of a pool: its history and its events, where it keeps them.

import { below, keepsPast } from './api.js';
import { ownSamples } from './samples.js';

const COARSE_EVERY_MS = 60_000;
const NEVER = { fine: [], coarse: [], coarseAt: 0 };

const missing = new Set();
const histories = new Map();

/** Whether a pool's charts can be drawn from what the application remembers; known once it was recalled. */
export function hasHistory(name) {
  return (histories.get(name)?.fine.length ?? 0) > 0;
}

/** Learns what has been added to a pool's recent past; with `coarse` its long past too, at most once a minute. */
export async function recall(name, coarse = false) {
  const history = histories.get(name) ?? { ...NEVER };
  const last = history.fine.at(-1)?.at ?? 0;
  const newer = samplesOf((await answer(name, 'history', `?resolution=fine&since=${last}`))?.fine);
  const keep = (newer.at(-1)?.at ?? last) - 11 * 60_000;
  history.fine = [...history.fine, ...newer.filter((sample) => sample.at > last)].filter((sample) => sample.at > keep);
  if (coarse && Date.now() - history.coarseAt > COARSE_EVERY_MS) {
    history.coarse = samplesOf((await answer(name, 'history', '?resolution=coarse'))?.coarse);
    history.coarseAt = Date.now();
  }
  histories.set(name, history);
}

/** What a pool's charts show: its history, or what this page has seen itself. */
export function samplesFor(name, coarse) {
  const history = histories.get(name) ?? NEVER;
  if (coarse) return history.coarse;
  return history.fine.length > 0 ? history.fine : ownSamples(name);
}

/** The counts of the last minutes, from both. */
export function lately(name) {
  const fine = histories.get(name)?.fine ?? [];
  const last = fine.at(-1)?.at ?? 0;
  return [...fine, ...ownSamples(name).filter((sample) => sample.at > last)];
}

export function isRecalled(name) {
  return histories.has(name);
}

/** A pool's events, newest first; null where none are kept, or now unknown. */
export async function events(name) {
  const found = await answer(name, 'events', '?size=50');
  return found && (found.entries ?? []);
}

/** Null if there is no such thing, which is remembered, or no answer now. */
async function answer(name, what, query = '') {
  if (!keepsPast || missing.has(`${name}/${what}`)) return null;
  try {
    return await below(name, what + query);
  } catch (refused) {
    if (refused.status === 404) missing.add(`${name}/${what}`);
    return null;
  }
}

/** From a list for each field to samples as samples.js describes them. */
function samplesOf(series) {
  if (!series) return [];
  const { at, values, closedByReason = {} } = series;
  const reasons = Object.entries(closedByReason);
  return at.map((moment, i) => ({
    at: moment,
    active: values.active?.[i] ?? null,
    idle: values.idle?.[i] ?? null,
    pending: values.pending?.[i] ?? null,
    max: values.max?.[i] ?? null,
    p50: values.waitP50Ms?.[i] ?? null,
    p95: values.waitP95Ms?.[i] ?? null,
    p99: values.waitP99Ms?.[i] ?? null,
    opened: values.opened?.[i] ?? null,
    closed: Object.fromEntries(reasons.map(([reason, counts]) => [reason, counts[i] ?? 0])),
  }));
}
