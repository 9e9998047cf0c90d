// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Numbers, times and words as people read them. Times are those of the viewer's zone.

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function count(value) {
  return value === undefined || value === null ? '–' : number.format(value);
}

export function percent(share) {
  return `${Math.round(share * 100)} %`;
}

/** A time span in milliseconds, with about three digits. */
export function span(ms) {
  if (ms === undefined || ms === null) return '–';
  const size = Math.abs(ms);
  if (size === 0) return '0 ms';
  if (size < 1) return `${Math.max(1, Math.round(ms * 1000))} µs`;
  if (size < 10) return `${ms.toFixed(1)} ms`;
  if (size < 1000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${(ms / 1000).toFixed(size < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(size / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ].filter(([value]) => value > 0);
  return parts.slice(0, 2).map(([value, unit]) => `${value} ${unit}`).join(' ');
}

const ISO_SPAN = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of a time span as ISO 8601 writes it, or null. */
export function isoSpan(text) {
  const found = ISO_SPAN.exec(text);
  if (!found || text.length < 3) return null;
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = found;
  const ms = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
  return sign ? -ms : ms;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

export function isInstant(text) {
  return INSTANT.test(text);
}

/** A moment: the time of day, with the day if it is not today. */
export function moment(text) {
  const at = new Date(text);
  const today = at.toDateString() === new Date().toDateString();
  return (today ? clock : dayAndClock).format(at);
}

export function momentInFull(text) {
  return full.format(new Date(text));
}

/** "checkOutFailed" and "SLOW_SERVER" become "Check out failed" and "Slow server". */
export function words(name) {
  const spaced = /^[A-Z0-9_]+$/.test(name)
    ? name.toLowerCase().replaceAll('_', ' ')
    : name.replace(/([a-z0-9])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`).replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
