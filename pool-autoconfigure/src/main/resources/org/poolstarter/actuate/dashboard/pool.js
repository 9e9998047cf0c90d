// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// One pool: how it does now and did lately, what is wrong, what is in force, and whatever else its backend tells.

import { cluster } from './cluster.js';
import { steeringPanel } from './control.js';
import { h } from './dom.js';
import * as format from './format.js';
import { backend, bar, panel, pill, silencedWarnings, warning } from './parts.js';
import { advicePanel, doctorPanel } from './told.js';
import { block, isObject, label, none, scalar, table, terms } from './values.js';

/** The sections that have a place; all others follow in the order in which they come. */
const FIRST = ['shortage', 'diagnosis', 'sessions', 'cluster', 'holders', 'pgbouncer', 'accounts', 'acquires'];

const TITLES = {
  shortage: 'Why callers wait in vain',
  diagnosis: 'Why acquires timed out last',
  sessions: 'Account sessions',
  cluster: 'Over all replicas',
  server: 'What its server tells',
  holders: 'Holders',
  pgbouncer: 'PgBouncer',
  slowQueries: 'Slow queries',
  checkOuts: 'Checkouts',
  events: 'Event listeners',
};

export function poolView(name, pool, { charts, events, counsel }) {
  return [
    h('p', { class: 'back', 'data-key': 'back' }, h('a', { href: '#/' }, '← All pools')),
    h('div', { class: 'headline', 'data-key': 'headline' },
      h('h1', { tabindex: -1 }, name), backend(pool), pill(pool.status), h('p', { class: 'sum' }, h('code', null, pool.target ?? ''))),
    tiles(name, pool),
    warnings(pool),
    charts,
    h('div', { class: 'columns', 'data-key': 'columns' },
      panel('limits', 'Limits and their origin', limits(pool)),
      h('div', { class: 'stack' },
        panel('times', 'Times since the start', times(pool)),
        panel('totals', 'Totals since the start', totals(pool)),
        panel('reachability', 'Backend', reachability(pool)))),
    h('div', { class: 'columns', 'data-key': 'counsel' },
      advicePanel(name, counsel.advice),
      doctorPanel(name, counsel.doctor)),
    sections(pool),
    events && panel('events', 'Events', events.length === 0 ? none() : table('events', events)),
    steeringPanel(name, pool),
  ];
}

function tiles(name, pool) {
  const { counts, peaks, times, totals: all } = pool;
  return h('div', { class: 'tiles', 'data-key': 'tiles' },
    h('div', { class: 'tile wide' },
      h('span', { class: 'term' }, 'Active'),
      h('span', { class: 'big' }, format.count(counts.active), h('small', null, ` of ${counts.max} · ${format.percent(pool.utilization)}`)),
      bar(name, counts, pool.utilization),
      h('span', { class: 'note' }, `peak ${peaks.active.value} at `, scalar(peaks.active.at))),
    tile('Idle', format.count(counts.idle), `at least ${counts.min}`),
    tile('Pending', format.count(counts.pending), `peak ${peaks.pending.value}`, counts.pending > 0 && 'raised'),
    tile('Opening', format.count(counts.opening), `${counts.size} open`),
    tile('Wait p95', format.span(times?.waitTime?.p95Ms), 'since the start'),
    tile('Usage p95', format.span(times?.usageTime?.p95Ms), 'since the start'),
    tile('Timeouts', format.count(all?.timedOut), all ? `of ${format.count(all.acquired + all.timedOut)} acquires` : ''));
}

function tile(term, value, note, level) {
  return h('div', { class: `tile ${level || ''}` },
    h('span', { class: 'term' }, term), h('span', { class: 'big' }, value), h('span', { class: 'note' }, note));
}

function warnings(pool) {
  const silenced = pool.silenced ?? [];
  const none = pool.warnings.length + silenced.length === 0;
  const attributes = { class: 'panel', 'data-key': 'warnings', 'aria-labelledby': 'attention', hidden: none };
  return h('section', attributes,
    h('h2', { id: 'attention' }, 'Warnings'),
    pool.warnings.length > 0 && h('ul', { class: 'warnings', 'data-key': 'loud' }, pool.warnings.map((each) => warning(each))),
    silencedWarnings(silenced.map((each) => [each])));
}

function limits(pool) {
  const rows = Object.entries(pool.limits);
  if (rows.length === 0) return none('This pool does not tell them.');
  return h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Limits, table' }, h('table', { class: 'limits' },
    h('thead', null, h('tr', null, ['Setting', 'Value', 'Origin'].map((each) => h('th', { scope: 'col' }, each)))),
    h('tbody', null, rows.map(([key, { value, origin }]) => h('tr', null,
      h('th', { scope: 'row' }, key), h('td', { class: 'value' }, scalar(value)), h('td', { class: 'origin' }, origin))))));
}

function times(pool) {
  const measured = Object.entries(pool.times ?? {}).filter(([, timing]) => timing);
  if (measured.length === 0) return none('Nothing measured yet.');
  const columns = { '': '', meanMs: 'Mean', p50Ms: 'p50', p95Ms: 'p95', p99Ms: 'p99', maxMs: 'Max', count: 'Count' };
  return table('times', measured.map(([key, timing]) => ({ '': label(key), ...timing })), Object.keys(columns));
}

function totals(pool) {
  const flat = Object.entries(pool.totals ?? {}).filter(([, value]) => typeof value === 'number');
  if (flat.length === 0) return none('This pool does not count.');
  const byReason = ['closedByReason', 'timedOutByCause'].map((key) => [key, Object.entries(pool.totals[key] ?? {})]);
  return [
    terms(flat),
    byReason.filter(([, entries]) => entries.length > 0).map(([key, entries]) => [h('h3', null, label(key)), terms(entries)]),
  ];
}

function reachability({ reachability: { state, since, evidence, error, lastFailure }, profile }) {
  return terms(Object.entries({
    state: format.words(state),
    since,
    ...(evidence && { knownBy: evidence }),
    ...(error && { error }),
    ...(lastFailure && { lastFailure: `${lastFailure.message} (${format.span(lastFailure.secondsAgo * 1000)} ago)` }),
    ...(profile && { profile }),
  }));
}

function sections(pool) {
  const known = FIRST.filter((key) => key in pool.sections);
  const others = Object.keys(pool.sections).filter((key) => !FIRST.includes(key));
  return [...known, ...others].map((key) => panel(`section-${key}`, TITLES[key] ?? label(key), (key === 'cluster' && isObject(pool.sections[key]) ? cluster(pool.sections[key]) : block(pool.sections[key], key))));
}
