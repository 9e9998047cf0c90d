// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// How the replicas share the limits of an account pool: who holds how many permits, for how long, and whether they are renewed.

import { h } from './dom.js';
import * as format from './format.js';
import { meter } from './parts.js';
import { block, terms } from './values.js';

const TOTALS = ['granted', 'denied', 'unasked', 'lost', 'requests'];

/** What the section has that is not known here, as it may be of an application's own making, follows as it comes. */
export function cluster(section) {
  const {
    replica, available, unavailableSeconds, error, policy, held, waiting, used, maxSize, replicas,
    leaseSeconds, renewalSeconds, renewedSecondsAgo, ...others
  } = section;
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => !TOTALS.includes(key)));
  const totals = TOTALS.filter((key) => key in section).map((key) => [key, section[key]]);
  return [
    available !== undefined && state({ available, unavailableSeconds, error, policy }),
    facts([
      ['This replica', replica],
      ['Permits held here', held],
      ['Accounts waited for', waiting],
      ['Permits of all', used === undefined ? undefined : `${format.count(used)}${maxSize === undefined ? '' : ` of ${format.count(maxSize)}`}`],
      ['Lease', seconds(leaseSeconds)],
      ['Renewal took', seconds(renewalSeconds), renewalSeconds * 3 > leaseSeconds],
      ['Renewed', renewedSecondsAgo === undefined ? undefined : `${seconds(renewedSecondsAgo)} ago`, renewedSecondsAgo > leaseSeconds],
    ]),
    shares(replicas, replica, used),
    totals.length > 0 && [h('h3', null, 'Totals of this replica'), terms(totals)],
    Object.keys(rest).length > 0 && block(rest, 'cluster'),
  ];
}

function state({ available, unavailableSeconds, error, policy }) {
  return available
    ? h('p', null, h('span', { class: 'pill healthy' }, 'Redis answers'))
    : h('p', null, h('span', { class: 'pill critical' }, 'Redis does not answer'),
      ` for ${seconds(unavailableSeconds) ?? 'some time'}, so ${policy ?? 'nothing is granted'}. `, error && h('code', null, error));
}

function facts(all) {
  const known = all.filter(([, value]) => value !== undefined && value !== null);
  return known.length > 0 && h('dl', { class: 'terms' }, known.map(([term, value, raised]) =>
    h('div', { class: raised && 'raised' }, h('dt', null, term), h('dd', null, value))));
}

function shares(replicas, own, used) {
  const all = Object.entries(replicas ?? {});
  if (all.length === 0) return null;
  const sum = Math.max(1, used ?? 0, all.reduce((so, [, permits]) => so + permits, 0));
  return h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Replicas, table' }, h('table', { class: 'shares' },
    h('thead', null, h('tr', null,
      h('th', { scope: 'col' }, 'Replica'), h('th', { scope: 'col', class: 'n' }, 'Permits'), h('th', { scope: 'col' }, 'Share'))),
    h('tbody', null, all.sort(([, one], [, other]) => other - one).map(([name, permits]) => h('tr', { 'data-key': name },
      h('th', { scope: 'row' }, name, name === own && h('span', { class: 'note' }, ' (this one)')),
      h('td', { class: 'n' }, format.count(permits)),
      h('td', { class: 'used' },
        meter(`Share of replica ${name}`, permits / sum, `${permits} of ${sum}`, 'calm'),
        h('span', { class: 'note' }, format.percent(permits / sum))))))));
}

function seconds(value) {
  return value === undefined ? undefined : format.span(value * 1000);
}
