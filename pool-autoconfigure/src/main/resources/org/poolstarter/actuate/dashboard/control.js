// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Steering a pool. Every order is first sent as a dry run, and carried out when what it would change has been seen.

import { framed, order, steering } from './api.js';
import { h, render } from './dom.js';
import * as format from './format.js';
import { none, scalar, table } from './values.js';

const ACTIONS = {
  'evict-idle': { does: 'Close every idle connection.' },
  'evict-all': { does: 'Close every idle connection now, and each held one when it comes back.' },
  pause: { does: 'Hand out nothing: callers wait, up to their acquire timeout.' },
  resume: { does: 'End a pause or a drain.' },
  drain: { does: 'Hand out nothing, close what comes back, and at the deadline what is still held.', field: 'deadline', hint: '30s' },
  'reset-peaks': { does: 'Forget the peaks seen so far.' },
  'close-account': { does: 'Close what one account has.', field: 'account', hint: 'account', required: true },
};

/** A key that stands for one of each element, such as "limits[account]", and what its two fields are named by. */
const FAMILY = /^(.+)\[(.+)\]$/;
const WHICH = ' which';
const VALUE = ' value';

export function steeringPanel(name, pool) {
  return h('section', { class: 'panel steering', 'data-key': `steering ${name}`, 'aria-labelledby': 'title-steering' },
    h('h2', { id: 'title-steering' }, 'Steering'),
    pool.control ? controls(name, pool) : peaksOnly(name));
}

// About what is seen of a pool, so it needs no control of the backend.
function peaksOnly(name) {
  return [none('This pool cannot be steered.'), steering && h('div', { class: 'orders' }, actionForm(name, 'reset-peaks'))];
}

function controls(name, pool) {
  const { state, actions, recent } = pool.control;
  return [
    h('p', null, 'State: ', h('strong', null, format.words(state))),
    steering
      ? [
        actions.includes('change') && changeForm(name, pool),
        h('div', { class: 'orders' }, [...actions.filter((each) => each !== 'change'), 'reset-peaks'].map((each) => actionForm(name, each))),
      ]
      : none(framed
        ? 'Not offered while this page is shown inside another one.'
        : 'The endpoint is read-only. management.endpoint.pools.access: unrestricted opens it.'),
    recent.length > 0 && [h('h3', null, 'Last orders'), table('recent', recent.map(row))],
  ];
}

function row({ at, by, action, changes, notes }) {
  const changed = changes.map((each) => `${each.setting} ${each.from} → ${each.to}`);
  return { at, by, action, changes: changed.join(', '), notes: notes.join(' ') };
}

function changeForm(name, pool) {
  const settings = Object.entries(pool.control.changeable);
  return h('form', { class: 'change', 'data-order': 'change', 'data-pool': name },
    h('h3', null, 'Change settings'),
    h('div', { class: 'settings' },
      settings.map(([key, bound]) => (FAMILY.test(key) ? ofOne(key, bound) : ofAll(key, bound, pool.limits[key])))),
    h('button', { class: 'primary' }, 'Review changes …'));
}

function ofAll(key, bound, limit) {
  return h('label', null,
    h('span', null, key),
    h('input', { name: key, autocomplete: 'off', placeholder: limit ? String(limit.value) : '' }),
    h('small', null, bound));
}

// A setting of each account or name: which one, and the value.
function ofOne(key, bound) {
  const [, family, element] = FAMILY.exec(key);
  return h('div', { class: 'of-one', role: 'group', 'aria-label': key },
    h('span', null, key),
    h('input', { name: `${family}${WHICH}`, autocomplete: 'off', placeholder: element, 'aria-label': `${element} of ${family}` }),
    h('input', { name: `${family}${VALUE}`, autocomplete: 'off', 'aria-label': `value of ${key}` }),
    h('small', null, bound));
}

function actionForm(name, action) {
  const { does, field, hint, required } = ACTIONS[action] ?? { does: '' };
  return h('form', { 'data-order': action, 'data-pool': name },
    h('button', null, `${format.words(action.replace('-', ' '))} …`),
    field && h('input', {
      name: field, placeholder: hint, required, autocomplete: 'off', 'aria-label': `${format.words(field)} of ${action}`,
    }),
    h('span', { class: 'does' }, does));
}

/** Listens to the forms above. `done` is called when an order has been carried out. */
export function installSteering(done) {
  const dialog = document.getElementById('ask');
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-order]');
    if (form) {
      event.preventDefault();
      review(dialog, form, done);
    }
  });
  dialog.addEventListener('click', (event) => event.target.closest('[data-close]') && dialog.close());
}

function fieldsOf(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value.trim() !== '').map(([key, value]) => [key, value.trim()]);
  return form.dataset.order === 'change'
    ? { action: 'change', set: assignments(filled) }
    : { action: form.dataset.order, ...Object.fromEntries(filled) };
}

// What is missing of a pair is left empty, for the endpoint to refuse with its bounds.
function assignments(filled) {
  const families = new Map();
  const set = [];
  for (const [key, value] of filled) {
    const part = [WHICH, VALUE].find((each) => key.endsWith(each));
    if (part) {
      const family = key.slice(0, -part.length);
      families.set(family, { ...families.get(family), [part]: value });
    } else {
      set.push(`${key}=${value}`);
    }
  }
  families.forEach((pair, family) => set.push(`${family}[${pair[WHICH] ?? ''}]=${pair[VALUE] ?? ''}`));
  return set.join();
}

async function review(dialog, form, done) {
  const name = form.dataset.pool;
  const fields = fieldsOf(form);
  const title = `${format.words(fields.action.replace('-', ' '))}: ${name}`;
  show(dialog, title, h('p', null, 'Trying without changing anything …'));
  if (!dialog.open) dialog.showModal();
  try {
    const outcome = await order(name, { ...fields, dryRun: true });
    show(dialog, title, told(outcome, ACTIONS[fields.action]?.does),
      h('button', { type: 'button', class: 'primary', id: 'carry-out' }, 'Carry out'));
    const button = dialog.querySelector('#carry-out');
    button.onclick = () => carryOut(dialog, button, { name, fields, title, form, done });
  } catch (refused) {
    show(dialog, title, refusal(refused));
  }
}

async function carryOut(dialog, button, { name, fields, title, form, done }) {
  button.disabled = true;
  try {
    const outcome = await order(name, fields);
    form.reset();
    show(dialog, title, [h('p', { class: 'done', role: 'status' }, 'Done.'), told(outcome)]);
  } catch (refused) {
    show(dialog, title, refusal(refused));
  }
  done();
}

function show(dialog, title, content, ...buttons) {
  render(dialog, h('h2', { id: 'ask-title' }, title), content,
    h('div', { class: 'buttons' }, h('button', { type: 'button', 'data-close': true }, buttons.length > 0 ? 'Cancel' : 'Close'), buttons));
}

function told({ changes, notes, dryRun }, does) {
  return [
    does && h('p', null, does),
    changes.length > 0
      ? table('changes', changes.map(({ setting, from, to }) => ({ setting, from: String(from), to: String(to) })))
      : h('p', null, dryRun ? 'No setting would change.' : ''),
    notes.map((note) => h('p', { class: 'note' }, note)),
  ];
}

function refusal({ message, body }) {
  const details = ['key', 'value', 'bound', 'remedy'].filter((each) => body?.[each]);
  return [
    h('p', { class: 'refused', role: 'alert' }, message),
    details.length > 0 && h('dl', { class: 'terms' }, details.map((each) =>
      h('div', null, h('dt', null, format.words(each)), h('dd', null, scalar(body[each]))))),
  ];
}
