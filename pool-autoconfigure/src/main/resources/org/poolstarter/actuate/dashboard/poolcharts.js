// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// The three charts of a pool's page.

import { Chart } from './charts.js';
import { h } from './dom.js';
import * as format from './format.js';
import * as past from './past.js';
import { flow, since } from './samples.js';

const LEAST_MS = 30_000;
const INTERVALS = 60;

/** How far back the charts go. Without a history only as far as this page has been open, so there is no choice then. */
const RANGES = [
  { label: '5 min', span: 5 * 60_000 },
  { label: '10 min', span: 10 * 60_000 },
  { label: '24 h', span: 24 * 3_600_000, coarse: true },
];

const COUNTS = [
  { label: 'Active', colour: '--active', shape: 'area', field: 'active' },
  { label: 'Idle', colour: '--idle', shape: 'steps', field: 'idle' },
  { label: 'Pending', colour: '--pending', shape: 'steps', field: 'pending' },
  { label: 'Max', colour: '--bound', shape: 'dashed', field: 'max' },
];

const WAITS = [
  { label: 'p50', colour: '--p50', shape: 'line', field: 'p50' },
  { label: 'p95', colour: '--p95', shape: 'line', field: 'p95' },
  { label: 'p99', colour: '--p99', shape: 'line', field: 'p99' },
];

const OPENED = { label: 'Opened', colour: '--opened', shape: 'bars' };
const REASON_COLOURS = ['--closed1', '--closed2', '--closed3', '--closed4', '--closed5', '--closed6'];

/** The charts of one pool, for as long as its page is shown. */
export class PoolCharts {
  constructor(name) {
    this.name = name;
    this.range = RANGES[0];
    this.counts = new Chart('Connections', 'against their bound', COUNTS, format.count);
    this.counts.element.classList.add('first');
    const percentiles = past.hasHistory(name) ? 'percentiles of each interval' : 'percentiles since the start';
    this.waits = new Chart('Wait for a connection', percentiles, WAITS, format.span);
    this.reasons = [];
    this.flows = this.flowChart();
    this.flowHost = h('div', null, this.flows.element);
    this.element = h('section', { class: 'charts', 'data-keep': true, 'data-key': `charts ${name}`, 'aria-label': 'Charts' },
      past.hasHistory(name) && this.choice(), this.counts.element, this.waits.element, this.flowHost);
  }

  choice() {
    const buttons = RANGES.map((range) => {
      const button = h('button', { type: 'button', 'aria-pressed': String(range === this.range) }, range.label);
      button.addEventListener('click', async () => {
        this.range = range;
        buttons.forEach((each) => each.setAttribute('aria-pressed', String(each === button)));
        await past.recall(this.name, range.coarse);
        this.draw();
      });
      return button;
    });
    return h('div', { class: 'ranges', role: 'group', 'aria-label': 'Range of the charts' }, buttons);
  }

  draw(now = Date.now()) {
    const { span: wanted, coarse } = this.range;
    const all = past.samplesFor(this.name, coarse);
    const span = Math.min(wanted, Math.max(LEAST_MS, now - (all[0]?.at ?? now)));
    const bounds = [(now - span) / 1000, now / 1000];
    const samples = since(all, now - span, coarse ? 150_000 : undefined);
    const xs = samples.map((sample) => sample.at / 1000);
    const columns = (series) => series.map(({ field }) => samples.map((sample) => sample[field] ?? null));
    this.counts.draw(xs, columns(COUNTS), undefined, bounds);
    this.waits.draw(xs, columns(WAITS), undefined, bounds);
    this.drawFlow(samples, span / INTERVALS, bounds);
    this.flowHost.hidden = samples.length > 1 && samples.every((sample) => typeof sample.opened !== 'number');
  }

  /** Opened upwards; closed downwards, one reason below the other. */
  drawFlow(samples, width, bounds) {
    const step = Math.ceil(width / 1000) * 1000;
    const intervals = flow(samples, step);
    this.showReasons([...new Set([...intervals.values()].flatMap((interval) => Object.keys(interval.closed)))].sort());
    const starts = [];
    for (let at = Math.floor((bounds[0] * 1000) / step) * step; at <= bounds[1] * 1000; at += step) starts.push(at);
    const opened = starts.map((at) => intervals.get(at)?.opened ?? 0);
    const closed = this.reasons.map((reason) => starts.map((at) => intervals.get(at)?.closed[reason] ?? 0));
    // The reason drawn first reaches lowest, and the ones after it cover its upper part.
    const stacked = closed.map((_, i) => starts.map((__, x) => -closed.slice(i).reduce((so, column) => so + column[x], 0)));
    const drawn = [opened, ...stacked].map((column, i) => column.map((n, x) => ([opened, ...closed][i][x] === 0 ? null : n)));
    this.flows.draw(starts.map((at) => at / 1000), drawn, [opened, ...closed], bounds);
  }

  showReasons(reasons) {
    if (reasons.every((reason) => this.reasons.includes(reason))) return;
    this.reasons = reasons;
    this.flows.remove();
    this.flows = this.flowChart();
    this.flowHost.replaceChildren(this.flows.element);
  }

  flowChart() {
    return new Chart('Opened and closed', 'closed by reason, downwards', [
      OPENED,
      ...this.reasons.map((reason, i) => ({
        label: format.words(reason), colour: REASON_COLOURS[i % REASON_COLOURS.length], shape: 'bars',
      })),
    ], format.count);
  }

  remove() {
    [this.counts, this.waits, this.flows].forEach((chart) => chart.remove());
  }
}
