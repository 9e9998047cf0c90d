// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Pieces that both views show.

import { h } from './dom.js';
import * as format from './format.js';
import { label, scalar } from './values.js';

export function pill(status) {
  return h('span', { class: `pill ${status.toLowerCase()}` }, format.words(status));
}

export function bar(name, { active, max }, utilization) {
  const level = utilization >= 0.9 ? 'high' : utilization >= 0.75 ? 'raised' : 'calm';
  return meter(`Utilization of ${name}`, utilization, `${active} of ${max}`, level);
}

/** A bar that is full at a share of 1; its text says the numbers. */
export function meter(name, share, text, level) {
  const full = Math.round(Math.min(1, share) * 100);
  return h('div', {
    class: `bar ${level}`, role: 'meter', 'aria-label': name,
    'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': full, 'aria-valuetext': `${text}, ${format.percent(share)}`,
  }, h('div', { class: 'fill', 'data-share': full }));
}

export function panel(key, title, ...content) {
  return h('section', { class: 'panel', 'data-key': `panel-${key}`, 'aria-labelledby': `title-${key}` },
    h('h2', { id: `title-${key}` }, title), content);
}

/** A warning with what shows it and what helps; `pool` names whose it is where that is not plain. */
export function warning(each, pool, silenced = false) {
  const level = silenced ? 'silenced' : each.severity.toLowerCase();
  return h('li', { class: `warning ${level}`, 'data-key': `${pool ?? ''} ${each.code}` },
    h('div', { class: 'head' },
      silenced ? silencedPill(each.severity) : h('span', { class: `pill ${level}` }, format.words(each.severity)),
      h('strong', null, each.code),
      pool && h('a', { href: link(pool) }, pool),
      h('span', { class: 'since' }, 'since ', scalar(each.since))),
    h('p', null, each.remedy),
    h('p', { class: 'evidence' },
      pairs(each.evidence),
      each.windowSeconds > 0 && h('span', { class: 'pair' }, 'Window ', h('b', null, format.span(each.windowSeconds * 1000)))));
}

/** Warnings that somebody wants to hear nothing of, folded; `all` are pairs of a warning and the pool that it is named by, if any. */
export function silencedWarnings(all) {
  return all.length > 0 && h('details', { class: 'silenced', 'data-key': 'silenced' },
    h('summary', null, `${all.length} silenced by pools.silence`),
    h('ul', { class: 'warnings' }, all.map(([each, pool]) => warning(each, pool, true))));
}

export function silencedPill(severity) {
  return h('span', { class: 'pill silenced' }, `Silenced, ${severity.toLowerCase()}`);
}

/** Names with their values, one after the other. */
export function pairs(evidence) {
  return Object.entries(evidence).map(([key, value]) =>
    h('span', { class: 'pair' }, `${label(key)} `, h('b', null, Array.isArray(value) ? value.join(', ') : scalar(value, key))));
}

export function link(name) {
  return `#/pools/${encodeURIComponent(name)}`;
}

export const BACKENDS = { jdbc: 'JDBC', mongo: 'MongoDB', account: 'Accounts' };

export function backend(pool) {
  return h('span', { class: 'backend' }, BACKENDS[pool.backend] ?? pool.backend);
}
