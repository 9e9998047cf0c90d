// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Pieces that both views show.

import { h } from './dom.js';
import * as format from './format.js';
import { label, scalar } from './values.js';

export function pill(status) {
  return h('span', { class: `pill ${status.toLowerCase()}` }, format.words(status));
}

export function bar(name, { active, max }, utilization) {
  const share = Math.round(Math.min(1, utilization) * 100);
  const level = utilization >= 0.9 ? 'high' : utilization >= 0.75 ? 'raised' : 'calm';
  return h('div', {
    class: `bar ${level}`, role: 'meter', 'aria-label': `Utilization of ${name}`,
    'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': share, 'aria-valuetext': `${active} of ${max}, ${share} %`,
  }, h('div', { class: 'fill', 'data-share': share }));
}

/** A warning with what shows it and what helps; `pool` names whose it is where that is not plain. */
export function warning(each, pool) {
  return h('li', { class: `warning ${each.severity.toLowerCase()}`, 'data-key': `${pool ?? ''} ${each.code}` },
    h('div', { class: 'head' },
      h('span', { class: `pill ${each.severity.toLowerCase()}` }, format.words(each.severity)),
      h('strong', null, each.code),
      pool && h('a', { href: link(pool) }, pool),
      h('span', { class: 'since' }, 'since ', scalar(each.since))),
    h('p', null, each.remedy),
    h('p', { class: 'evidence' }, Object.entries(each.evidence).map(([key, value]) =>
      h('span', { class: 'pair' }, `${label(key)} `, h('b', null, Array.isArray(value) ? value.join(', ') : scalar(value, key)))),
    each.windowSeconds > 0 && h('span', { class: 'pair' }, 'Window ', h('b', null, format.span(each.windowSeconds * 1000)))));
}

export function link(name) {
  return `#/pools/${encodeURIComponent(name)}`;
}

export const BACKENDS = { jdbc: 'JDBC', mongo: 'MongoDB', account: 'Accounts' };

export function backend(pool) {
  return h('span', { class: 'backend' }, BACKENDS[pool.backend] ?? pool.backend);
}
