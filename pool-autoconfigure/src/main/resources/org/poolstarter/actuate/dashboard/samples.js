// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// What charts are drawn from: a sample for each answer that this page has had, kept while it is open.
//
// A sample: { at, active, idle, pending, max, p50, p95, p99, opened, closed: { reason: n } }; `at` in ms since 1970, waits in ms,
// `opened` and `closed` counted since the sample before. What is unknown is null.

const KEPT_MS = 15 * 60_000;

const own = new Map();
const totals = new Map();

export function take(name, pool, at = Date.now()) {
  const wait = pool.times?.waitTime;
  const samples = own.get(name) ?? [];
  samples.push({
    at,
    active: pool.counts.active,
    idle: pool.counts.idle,
    pending: pool.counts.pending,
    max: pool.counts.max,
    p50: wait?.p50Ms ?? null,
    p95: wait?.p95Ms ?? null,
    p99: wait?.p99Ms ?? null,
    ...counted(totals.get(name), pool.totals),
  });
  while (samples[0].at < at - KEPT_MS) samples.shift();
  own.set(name, samples);
  totals.set(name, pool.totals);
}

function counted(before, now) {
  if (!before || typeof now?.opened !== 'number') return { opened: null, closed: {} };
  const closed = Object.entries(now.closedByReason ?? {}).map(([reason, n]) => [reason, n - (before.closedByReason?.[reason] ?? 0)]);
  return { opened: Math.max(0, now.opened - before.opened), closed: Object.fromEntries(closed.filter(([, n]) => n > 0)) };
}

export function ownSamples(name) {
  return own.get(name) ?? [];
}

/** The samples since a moment, with one of nothing but nulls wherever there was none for longer than a gap in ms. */
export function since(samples, from, gap = 5_000) {
  const result = [];
  let last;
  for (const sample of samples) {
    if (sample.at < from) continue;
    if (last && sample.at - last.at > gap) result.push({ at: last.at + 1 });
    result.push(sample);
    last = sample;
  }
  return result;
}

/** How many were opened, and closed for each reason, in intervals of a width in ms: their start to { opened, closed }. */
export function flow(samples, width) {
  const intervals = new Map();
  for (const sample of samples.filter((each) => typeof each.opened === 'number')) {
    const start = Math.floor(sample.at / width) * width;
    const interval = intervals.get(start) ?? { opened: 0, closed: {} };
    interval.opened += sample.opened;
    for (const [reason, n] of Object.entries(sample.closed)) {
      if (n > 0) interval.closed[reason] = (interval.closed[reason] ?? 0) + n;
    }
    intervals.set(start, interval);
  }
  return intervals;
}
