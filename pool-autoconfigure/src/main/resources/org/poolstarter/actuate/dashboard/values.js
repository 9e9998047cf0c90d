// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Shows any JSON: so a section that this page has never heard of is shown as well.

import { h } from './dom.js';
import * as format from './format.js';

const LABELS = { heldMs: 'Held for', held: 'Held for', statementMs: 'For', ms: 'Took', tookMs: 'Took', secondsAgo: 'Ago', url: 'URL' };
const CODE = new Set(['statement', 'parameters', 'command', 'error', 'lastError', 'url', 'target', 'uri']);

/** The words for a key: "heldMs" is "Held", "pool.pgbouncer.clients.waiting" is "Clients waiting". */
export function label(key) {
  const bare = key.replace(/^pool\.[a-z]+\./, '').replaceAll('.', ' ').replace(/(?<=[a-z0-9])(Ms|Seconds)$/, '');
  return LABELS[key] ?? format.words(bare);
}

/** One value in a line. The key says what a bare number measures. */
export function scalar(value, key = '') {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return measured(value, key);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (format.isInstant(value)) {
    return h('time', { datetime: value, title: format.momentInFull(value) }, format.moment(value));
  }
  const ms = format.isoSpan(value);
  if (ms !== null) return format.span(ms);
  return CODE.has(key) ? h('code', null, value) : value;
}

function measured(value, key) {
  if (key === 'ms' || key.endsWith('Ms')) return format.span(value);
  if (key.endsWith('PerSecond')) return format.count(value);
  if (/seconds?(ago)?$/i.test(key) || key.endsWith('wait.oldest')) return format.span(value * 1000);
  if (key === 'utilization') return format.percent(value);
  return format.count(value);
}

/** Any value: a line, a list of terms, a table, or several of them under headings of the given level. */
export function block(value, name, level = 3) {
  if (!isNested(value)) return h('p', { class: 'line' }, scalar(value, name));
  if (Array.isArray(value)) return list(value, name);
  const entries = Object.entries(value);
  if (entries.length === 0) return none();
  if (entries.length > 1 && entries.every(([, each]) => isRow(each))) {
    return table(name, entries.map(([key, each]) => ({ '': label(key), ...each })));
  }
  const flat = entries.filter(([, each]) => isFlat(each));
  return [
    flat.length > 0 && terms(flat),
    entries
      .filter(([, each]) => !isFlat(each))
      .map(([key, each]) => h('div', { class: 'part' }, h(`h${level}`, null, label(key)), block(each, key, Math.min(6, level + 1)))),
  ];
}

export function none(text = 'None.') {
  return h('p', { class: 'none' }, text);
}

/** Terms with their values, from pairs of key and value. */
export function terms(entries) {
  return h('dl', { class: 'terms' }, entries.map(([key, value]) =>
    h('div', { class: length(value) }, h('dt', null, label(key)), h('dd', null, Array.isArray(value) ? listed(value) : scalar(value, key)))));
}

function listed(values) {
  return values.map(String).join(', ') || '–';
}

/** How much room a value needs beside others. */
function length(value) {
  const size = String(value).length;
  return size > 60 ? 'longest' : size > 20 && !format.isInstant(String(value)) && 'long';
}

/** A table of objects; its columns are the keys of all of them. The column '' heads the rows. */
export function table(name, rows, columns = columnsOf(rows)) {
  const heading = (key) => (key === '' ? h('span', { class: 'hidden' }, 'Name') : label(key));
  const head = columns.map((key) => h('th', { scope: 'col', class: numeric(rows, key) && 'n' }, heading(key)));
  const place = (row, key) => (numeric(rows, key) ? 'n' : isShort(row[key]) && 'short');
  const body = rows.map((row) => h('tr', null, columns.map((key) =>
    key === '' ? h('th', { scope: 'row' }, row[key]) : h('td', { class: place(row, key) }, cell(row[key], key)))));
  return h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': `${label(name)}, table` },
    h('table', null, h('thead', null, h('tr', null, head)), h('tbody', null, body)));
}

function columnsOf(rows) {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function isShort(value) {
  return !isNested(value) && String(value).length < 32;
}

function numeric(rows, key) {
  return rows.every((row) => typeof row[key] !== 'string' || format.isoSpan(row[key]) !== null)
    && rows.some((row) => typeof row[key] === 'number' || typeof row[key] === 'string');
}

function cell(value, key) {
  if (!isNested(value)) return scalar(value, key);
  if (Array.isArray(value) && value.every((each) => !isNested(each))) {
    if (value.length === 0) return '–';
    return h('details', null, h('summary', null, `${value.length} lines`), h('pre', { tabindex: '0' }, value.join('\n')));
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '–';
  return entries.map(([each, inner]) => h('span', { class: 'pair' }, `${label(each)} `, h('b', null, scalar(inner, each))));
}

function list(values, name) {
  if (values.length === 0) return none();
  if (values.every(isObject)) return table(name, values);
  return h('ul', { class: 'lines' }, values.map((value) => h('li', null, isNested(value) ? JSON.stringify(value) : scalar(value, name))));
}

export function isObject(value) {
  return isNested(value) && !Array.isArray(value);
}

function isNested(value) {
  return typeof value === 'object' && value !== null;
}

/** Fits in a line of terms. */
function isFlat(value) {
  return !isNested(value) || (Array.isArray(value) && value.every((each) => !isNested(each)));
}

/** Fits in a row of a table. */
function isRow(value) {
  return isObject(value) && Object.keys(value).length > 1 && Object.values(value).every((each) => !isNested(each));
}
