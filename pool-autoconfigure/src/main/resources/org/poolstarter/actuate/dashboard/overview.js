// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// All pools at a glance.

import { sparkline } from './charts.js';
import { h } from './dom.js';
import * as format from './format.js';
import { backend, bar, link, pill, silencedWarnings, warning } from './parts.js';
import { lately } from './past.js';
import { since } from './samples.js';
import { budgetPanel } from './told.js';

const SPARK_MS = 120_000;

export function overview({ status, pools }, budget, now = Date.now()) {
  const all = Object.entries(pools);
  const warnings = all.flatMap(([name, pool]) => pool.warnings.map((each) => ({ name, each })));
  const silenced = all.flatMap(([name, pool]) => (pool.silenced ?? []).map((each) => [each, name]));
  return [
    h('div', { class: 'headline' }, h('h1', { tabindex: -1 }, 'All pools'), pill(status), h('p', { class: 'sum' }, sum(all))),
    all.length === 0 && h('p', { class: 'none' }, 'This application has no pools.'),
    h('ul', { class: 'cards', 'data-key': 'cards' }, all.map(([name, pool]) => card(name, pool, now))),
    h('section', { class: 'panel', 'data-key': 'warnings', 'aria-labelledby': 'attention' },
      h('h2', { id: 'attention' }, 'Needs attention'),
      warnings.length === 0
        ? h('p', { class: 'none' }, 'Nothing.')
        : h('ul', { class: 'warnings', 'data-key': 'loud' }, warnings
          .sort((one, other) => rank(one.each) - rank(other.each))
          .map(({ name, each }) => warning(each, name))),
      silencedWarnings(silenced)),
    budgetPanel(budget),
  ];
}

function rank({ severity }) {
  return severity === 'CRITICAL' ? 0 : 1;
}

function sum(all) {
  const total = (field) => all.reduce((so, [, pool]) => so + pool.counts[field], 0);
  const pools = `${all.length} ${all.length === 1 ? 'pool' : 'pools'}`;
  return `${pools} · ${total('active')} active · ${total('idle')} idle · ${total('pending')} pending`;
}

function card(name, pool, now) {
  const { counts, utilization, status } = pool;
  const worst = pool.warnings[0];
  return h('li', { class: `card ${status.toLowerCase()}`, 'data-key': name, 'data-pool': name },
    h('div', { class: 'head' },
      h('h2', null, h('a', { href: link(name) }, name)), backend(pool), pill(status)),
    h('p', { class: 'target', title: pool.target }, pool.target ?? '\u00a0'),
    h('div', { class: 'use' },
      h('span', { class: 'big' }, format.count(counts.active), h('small', null, ` of ${counts.max} active`)),
      h('span', { class: 'share' }, format.percent(utilization))),
    bar(name, counts, utilization),
    sparkline(since(lately(name), now - SPARK_MS), SPARK_MS),
    h('dl', { class: 'facts' },
      fact('Pending', format.count(counts.pending), counts.pending > 0 && 'raised'),
      fact('Idle', format.count(counts.idle)),
      fact('Wait p95', format.span(pool.times?.waitTime?.p95Ms)),
      fact('Timeouts', format.count(pool.totals?.timedOut))),
    h('p', { class: 'worst' }, worst
      ? [h('strong', null, worst.code), pool.warnings.length > 1 && ` and ${pool.warnings.length - 1} more`]
      : reach(pool),
    pool.silenced?.length > 0 && ` · ${pool.silenced.length} silenced`));
}

function reach({ reachability }) {
  return {
    REACHABLE: 'Backend answers',
    UNREACHABLE: 'Backend does not answer',
  }[reachability.state] ?? 'Backend not asked yet';
}

function fact(term, value, level) {
  return h('div', { class: level }, h('dt', null, term), h('dd', null, value));
}
