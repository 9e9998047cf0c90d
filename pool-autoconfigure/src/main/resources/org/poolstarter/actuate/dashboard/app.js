// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Asks the application once a second while the page can be seen, and shows the answer.

import { allPools, application, onePool } from './api.js';
import { recolour } from './charts.js';
import { installSteering } from './control.js';
import * as counsel from './counsel.js';
import { h, render } from './dom.js';
import { moment, zone } from './format.js';
import { overview } from './overview.js';
import * as past from './past.js';
import { poolView } from './pool.js';
import { PoolCharts } from './poolcharts.js';
import { take } from './samples.js';
import { installButtons } from './told.js';

const EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 3_000;
const EVENTS_EVERY_MS = 5_000;

const main = document.getElementById('main');
const trouble = document.getElementById('trouble');
const fresh = document.getElementById('fresh');
const pauseButton = document.getElementById('pause');
const themeButton = document.getElementById('theme');

let paused = false;
let timer;
let round = 0;
let shown; // the pool whose page is open: { name, charts, events, eventsAt }
let draw = () => {}; // the view that is open, as answered last

function route() {
  const found = /^#\/pools\/(.+)$/.exec(location.hash);
  try {
    return found ? decodeURIComponent(found[1]) : null;
  } catch {
    return null; // somebody has shortened the address
  }
}

function schedule(ms) {
  clearTimeout(timer);
  if (!paused && !document.hidden) timer = setTimeout(tick, ms);
}

/** Asks and shows. An answer that comes after the page has moved on is dropped. */
async function tick() {
  clearTimeout(timer);
  const mine = ++round;
  const name = route();
  try {
    const answer = await (name === null ? allPools() : onePool(name));
    if (mine !== round) return;
    trouble.hidden = true;
    main.classList.remove('stale');
    if (name === null) showAll(answer);
    else await showOne(name, answer, mine);
    fresh.textContent = moment(Date.now());
    schedule(EVERY_MS);
  } catch (failure) {
    if (mine !== round) return;
    report(failure, name);
    schedule(AFTER_FAILURE_MS);
  }
}

function showAll(answer) {
  leave();
  document.title = `Pools · ${application}`;
  for (const [name, pool] of Object.entries(answer.pools)) {
    take(name, pool);
    if (!past.isRecalled(name)) past.recall(name);
  }
  counsel.consultAll();
  show(() => render(main, overview(answer, counsel.budget())));
}

async function showOne(name, pool, mine) {
  take(name, pool);
  await past.recall(name, shown?.charts.range.coarse);
  const events = await eventsOf(name);
  if (mine !== round) return;
  if (shown?.name !== name) {
    leave();
    shown = { name, charts: new PoolCharts(name) };
    counsel.consult(name, true);
  }
  counsel.consult(name);
  shown.events = events ?? shown.events;
  document.title = `${name} · ${application}`;
  const { charts, events: listed } = shown;
  show(() => render(main, poolView(name, pool, { charts: charts.element, events: listed, counsel: counsel.counselOf(name) })));
  charts.draw();
}

function show(view) {
  draw = view;
  draw();
}

async function eventsOf(name) {
  if (shown?.name === name && Date.now() - shown.eventsAt < EVENTS_EVERY_MS) return null;
  const events = await past.events(name);
  if (shown) shown.eventsAt = Date.now();
  return events;
}

function leave() {
  shown?.charts.remove();
  shown = undefined;
  draw = () => {};
}

function report(failure, name) {
  const unknown = failure.status === 404 && name !== null;
  trouble.textContent = unknown ? `There is no pool named ${name}.` : failure.message ?? String(failure);
  trouble.hidden = false;
  main.classList.add('stale');
  if (!('status' in failure)) console.error(failure); // a mistake of this page
}

function nameTheme() {
  themeButton.textContent = `Theme: ${window.poolTheme.current()}`;
}

themeButton.addEventListener('click', () => {
  const themes = ['auto', 'light', 'dark'];
  window.poolTheme.set(themes[(themes.indexOf(window.poolTheme.current()) + 1) % themes.length]);
  nameTheme();
  recolour();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);

pauseButton.addEventListener('click', () => {
  paused = !paused;
  pauseButton.setAttribute('aria-pressed', String(paused));
  if (paused) clearTimeout(timer);
  else tick();
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) clearTimeout(timer);
  else if (!paused) tick();
});

window.addEventListener('hashchange', () => {
  leave();
  render(main, h('p', { class: 'none' }, 'Asking …'));
  window.scrollTo(0, 0);
  tick().then(() => main.querySelector('h1')?.focus());
});

// A link to #main would be taken for a route.
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});

nameTheme();
installSteering(tick);
installButtons((name, what) => counsel.consult(name, true, what));
counsel.onArrival(() => draw());
document.getElementById('foot').textContent = `Times in ${zone}.`;
tick();
