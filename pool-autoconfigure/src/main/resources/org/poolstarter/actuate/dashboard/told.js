// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// What is told to people beyond counts: the connection budget, the advice on a size, what the doctor found.

import { h } from './dom.js';
import * as format from './format.js';
import { link, meter, pairs, panel, silencedPill } from './parts.js';
import { none, scalar } from './values.js';

const VERDICTS = { keep: 'healthy', grow: 'warning', 'grow-and-measure': 'warning', 'server-bound': 'critical' };

/** Nothing where no pool has a server that can be asked. */
export function budgetPanel(budget) {
  if (!budget || (budget.bounds.length === 0 && Object.keys(budget.unknown).length === 0)) return null;
  const { replicas, surge, reserve, over, bounds, unknown } = budget;
  const instances = `${counted(replicas, 'replica')}${surge > 0 ? ` and ${surge} more in an update` : ''}, ${reserve} left to others`;
  return panel('budget', 'Connection budget',
    h('p', { class: 'note' }, `Connections that all instances may open: ${instances}.`,
      over && [' ', h('span', { class: 'pill critical' }, 'Over')]),
    bounds.length > 0 && h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Connection budget, table' },
      h('table', { class: 'budget' },
        h('thead', null, h('tr', null,
          h('th', { scope: 'col' }, 'Server'),
          ['Needed', 'Granted'].map((each) => h('th', { scope: 'col', class: 'n' }, each)),
          h('th', { scope: 'col' }, 'Used'))),
        h('tbody', null, bounds.map((bound) => boundRow(bound, replicas + surge))))),
    Object.entries(unknown).map(([name, why]) =>
      h('p', { class: 'note', 'data-key': name }, 'Not known for ', h('a', { href: link(name) }, name), `: ${why}`)));
}

function boundRow(bound, instances) {
  const { server, address, scope, setBy, pools, perInstance, needed, granted, over } = bound;
  const share = needed / Math.max(1, granted);
  const reserve = needed - perInstance * instances;
  const sum = `${perInstance} × ${instances}${reserve > 0 ? ` + ${reserve}` : ''}`;
  return h('tr', null,
    h('th', { scope: 'row' },
      h('span', { class: 'place' }, `${server} at ${address}${scope === 'all' ? '' : `, ${scope}`}`),
      h('span', { class: 'note' }, Object.entries(pools).map(([name, size], i) => [i > 0 && ' + ', h('a', { href: link(name) }, name), ` ${size}`]))),
    h('td', { class: 'n' }, format.count(needed), h('span', { class: 'note' }, sum)),
    h('td', { class: 'n', title: setBy }, format.count(granted)),
    h('td', { class: 'used' },
      meter(`Connection budget of ${server} at ${address}, ${scope}`, share, `${needed} of ${granted}`,
        over ? 'high' : share > 0.9 ? 'raised' : 'calm'),
      h('span', { class: 'note' }, format.percent(share))));
}

/** The advice on the size of a pool, where it has been told. */
export function advicePanel(name, told) {
  return told && panel('advice', 'Advice on its size', asked('advice', name, told), told.answer && advice(told.answer));
}

function advice({ verdict, summary, size, confidence, windowSeconds, uses, evidence, further, saturation, yaml }) {
  return [
    h('p', { class: 'verdict' },
      h('span', { class: `pill ${VERDICTS[verdict] ?? 'plain'}` }, format.words(verdict.replaceAll('-', ' '))),
      h('span', { class: 'big' }, format.count(size.current),
        size.advised !== undefined && size.advised !== size.current && [' → ', format.count(size.advised)],
        h('small', null, ' max-size')),
      h('span', { class: 'note' }, `confidence ${confidence} · ${counted(uses, 'use')} in ${format.span(windowSeconds * 1000)}`)),
    h('p', null, summary),
    saturation && h('p', null, h('strong', null, 'Why callers wait: '), saturation),
    further.length > 0 && h('ul', { class: 'lines' }, further.map((each) =>
      h('li', null, h('strong', null, `${each.setting}: ${each.value}`), ` ${each.summary}`))),
    h('p', { class: 'evidence' }, pairs(evidence)),
    yaml && [
      h('div', { class: 'row' }, h('h3', null, 'To paste'),
        h('button', { type: 'button', 'data-copy': 'advice-yaml' }, 'Copy'),
        h('span', { class: 'note', role: 'status', id: 'copied', 'data-keep': true })),
      h('pre', { tabindex: '0', id: 'advice-yaml', role: 'group', 'aria-label': 'Configuration to paste' }, yaml),
    ],
  ];
}

/** What the doctor says of the configuration of a pool, where he has been asked. */
export function doctorPanel(name, told) {
  return told && panel('doctor', 'Doctor of the configuration', asked('doctor', name, told), told.answer && doctor(told.answer));
}

function doctor({ rules, findings }) {
  const all = Object.entries(rules);
  return [
    findings.length === 0
      ? none('Found nothing: every rule is content, or cannot judge.')
      : h('ul', { class: 'warnings' }, findings.map((each) => finding(each, rules[each.code] === 'silenced'))),
    h('details', { class: 'rules' },
      h('summary', null, `All ${counted(all.length, 'rule')}`),
      h('ul', { class: 'codes' }, all.map(([code, verdict]) => h('li', null, code, ' ', h('b', { class: verdict }, verdict))))),
  ];
}

/* Its evidence is with the warnings of the pool. */
function finding({ code, severity, remedy }, silenced) {
  const level = silenced ? 'silenced' : severity.toLowerCase();
  return h('li', { class: `warning ${level}`, 'data-key': code },
    h('div', { class: 'head' },
      silenced ? silencedPill(severity) : h('span', { class: `pill ${level}` }, format.words(severity)),
      h('strong', null, code)),
    h('p', null, remedy));
}

/* When it was asked, and a button to ask again: what is reckoned is not asked each second. */
function asked(what, name, { at, failure }) {
  return h('p', { class: 'row asked' },
    h('span', { class: 'note' }, at ? ['Asked at ', scalar(new Date(at).toISOString())] : 'Not answered yet.'),
    h('button', { type: 'button', 'data-ask': what, 'data-pool': name, 'aria-label': `Ask again: ${what}` }, 'Ask again'),
    failure && h('span', { class: 'refused' }, failure));
}

/** Listens to the buttons above. `again` is called with what is asked again, and of which pool. */
export function installButtons(again) {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-ask], button[data-copy]');
    if (button?.dataset.ask) again(button.dataset.pool, button.dataset.ask);
    else if (button) copy(document.getElementById(button.dataset.copy));
  });
}

/* Browsers let a page write to the clipboard over HTTPS and on localhost alone; else what is to be copied is marked. */
async function copy(source) {
  const said = document.getElementById('copied');
  try {
    await navigator.clipboard.writeText(source.textContent);
    said.textContent = 'Copied.';
  } catch {
    getSelection().selectAllChildren(source);
    said.textContent = 'Marked: copy it by keyboard.';
  }
  setTimeout(() => { said.textContent = ''; }, 4_000);
}

function counted(number, word) {
  return `${format.count(number)} ${word}${number === 1 ? '' : 's'}`;
}
