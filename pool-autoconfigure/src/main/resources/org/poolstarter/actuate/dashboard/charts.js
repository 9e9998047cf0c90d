// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Charts over time, drawn by uPlot, each with a legend that says the values at the pointer, or else the last ones.

import { h } from './dom.js';
import { moment } from './format.js';

const { uPlot } = window;
const HEIGHT = 210;
const charts = new Set();

/** A colour of the theme in force, as a canvas takes it. */
function colour(name) {
  return resolved(`var(${name})`);
}

function faded(name, share) {
  return resolved(`color-mix(in srgb, var(${name}) ${share}%, transparent)`);
}

function resolved(css) {
  const probe = document.getElementById('foot');
  probe.style.outlineColor = css; // it has no outline
  return getComputedStyle(probe).outlineColor;
}

export class Chart {
  /**
   * series: [{ label, colour, shape }], shape being 'area', 'line', 'dashed' or 'bars'. text: writes a value.
   * Bars are stacked by whoever gives the data; `shown` holds the values as they are read.
   */
  constructor(title, note, series, text) {
    this.series = series;
    this.text = text;
    this.plotHost = h('div', { class: 'plot', role: 'img' });
    this.values = series.map(() => h('b', null, '–'));
    this.when = h('span', { class: 'when' });
    this.title = title;
    this.element = h('figure', { class: 'chart', 'data-keep': true },
      h('figcaption', null, h('h2', null, title), h('span', { class: 'note' }, note)),
      this.plotHost,
      h('ul', { class: 'legend' },
        series.map((each, i) => h('li', null, swatch(each), `${each.label} `, this.values[i])),
        h('li', null, this.when)));
    this.element.querySelectorAll('[data-colour]').forEach((swatch) => swatch.style.setProperty('--it', `var(${swatch.dataset.colour})`));
    this.size = new ResizeObserver(() => this.fit());
    this.size.observe(this.plotHost);
    charts.add(this);
  }

  /** xs in seconds; columns as drawn; shown as read, or the columns themselves. */
  draw(xs, columns, shown = columns, [from, to]) {
    this.shown = shown;
    this.xs = xs;
    this.range = [from, to];
    if (this.plot) {
      this.plot.setData([xs, ...columns], false);
      this.plot.setScale('x', { min: from, max: to });
    } else if (this.plotHost.clientWidth > 0) {
      this.plot = new uPlot(this.options(), [xs, ...columns], this.plotHost);
    }
    this.read(null);
  }

  fit() {
    const width = this.plotHost.clientWidth;
    if (this.plot && width > 0) this.plot.setSize({ width, height: HEIGHT });
  }

  read(index) {
    const at = index ?? this.xs.length - 1;
    this.values.forEach((value, i) => {
      const number = this.shown[i]?.[at];
      value.textContent = number === null || number === undefined ? '–' : this.text(number);
    });
    this.when.textContent = index === null ? '' : `at ${moment(this.xs[index] * 1000)}`;
    const words = this.series.map((each, i) => `${each.label} ${this.values[i].textContent}`);
    this.plotHost.setAttribute('aria-label', `${this.title}: ${words.join(', ')}`);
  }

  options() {
    const ink = () => colour('--muted');
    const grid = { stroke: () => colour('--line'), width: 1 };
    const axis = { stroke: ink, grid, ticks: { show: false }, font: '12px system-ui, sans-serif' };
    return {
      width: this.plotHost.clientWidth,
      height: HEIGHT,
      padding: [10, 22, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      hooks: { setCursor: [(plot) => this.read(plot.cursor.idx ?? null)] },
      scales: {
        x: { time: true, range: () => this.range },
        y: { range: (_, min, max) => [Math.min(0, min ?? 0) * 1.1, Math.max(max ?? 0, 1) * 1.1] },
      },
      axes: [
        { ...axis, space: 70, size: 30, values: (_, splits, __, ___, step) => splits.map((at) => tick(at, step)) },
        { ...axis, size: 58, space: 34, gap: 6, values: (_, splits) => splits.map((value) => this.axisText(value)) },
      ],
      series: [{}, ...this.series.map(drawn)],
    };
  }

  axisText(value) {
    const whole = this.series[0].shape !== 'line';
    return whole && !Number.isInteger(value) ? '' : this.text(Math.abs(value));
  }

  remove() {
    this.size.disconnect();
    this.plot?.destroy();
    charts.delete(this);
  }
}

function swatch({ shape, colour: name }) {
  return h('i', { class: `swatch ${shape}`, 'data-colour': name });
}

function tick(at, step) {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit', minute: '2-digit', ...(step < 60 && { second: '2-digit' }),
  }).format(new Date(at * 1000));
}

function drawn({ shape, colour: name }) {
  const line = { stroke: () => colour(name), width: 1.75, points: { show: false } };
  switch (shape) {
    case 'area':
      return { ...line, fill: () => faded(name, 22), paths: uPlot.paths.stepped({ align: -1 }) };
    case 'dashed':
      return { ...line, width: 1.25, dash: [5, 4], paths: uPlot.paths.stepped({ align: -1 }) };
    case 'bars':
      return { ...line, width: 0, fill: () => colour(name), paths: uPlot.paths.bars({ size: [0.75, 12], align: 1 }) };
    case 'steps':
      return { ...line, paths: uPlot.paths.stepped({ align: -1 }) };
    default:
      return { ...line, points: { show: true, size: 3, fill: line.stroke } };
  }
}

/** Draws all charts anew, after the theme has changed. */
export function recolour() {
  charts.forEach((chart) => chart.plot?.redraw(false));
}

/** A small line of what was held against the bound, and of who waited. Empty until there are two samples. */
export function sparkline(samples, span = 120_000) {
  const width = 240;
  const height = 40;
  const end = samples.at(-1)?.at ?? 0;
  const start = end - Math.min(span, Math.max(30_000, end - (samples[0]?.at ?? end)));
  const seen = samples.filter((sample) => sample.at >= start);
  const top = Math.max(1, ...seen.map((sample) => Math.max(sample.max ?? 0, sample.pending ?? 0)));
  const x = (sample) => ((sample.at - start) / (end - start)) * width;
  const y = (value) => height - 1 - (value / top) * (height - 3);
  const held = steps(seen, x, (sample) => y(sample.active), 'active');
  const waiting = steps(seen, x, (sample) => y(sample.pending), 'pending');
  const bound = y(seen.at(-1)?.max ?? 0);
  return h('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    h('line', { class: 'bound', x1: 0, x2: width, y1: bound, y2: bound }),
    held.map((path) => h('path', { class: 'held-area', d: `${path.d}V${height}H${path.from}Z` })),
    held.map((path) => h('path', { class: 'held', d: path.d })),
    waiting.map((path) => h('path', { class: 'waiting', d: path.d })));
}

/** Paths in steps, one for each stretch without a gap. */
function steps(samples, x, y, field) {
  const paths = [];
  let path = null;
  for (const sample of samples) {
    if (sample[field] === undefined || sample[field] === null) {
      path = null;
    } else if (path) {
      path.d += `H${x(sample).toFixed(1)}V${y(sample).toFixed(1)}`;
    } else {
      path = { d: `M${x(sample).toFixed(1)} ${y(sample).toFixed(1)}`, from: x(sample).toFixed(1) };
      paths.push(path);
    }
  }
  return paths;
}
