// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Everything this page asks of the application, always of the host it came from.

const place = document.documentElement.dataset;
const exposed = place.pools !== '';
const pools = new URL(place.pools, new URL('.', import.meta.url)).href;
const PATIENCE_MS = 10_000;

export const application = place.application;

/** A page inside another one can be made to look like something else, and be clicked in good faith. */
export const framed = window.top !== window.self;

/** Whether orders are taken at all; who may give them is known only when one is given. */
export const steering = place.steering === 'true' && !framed;

/** Whether anything lies below a pool in this application, such as its history. */
export const keepsPast = place.past === 'true';

/** A request that was not answered with what was asked for. `body` is the JSON that came instead, if any. */
export class Refused extends Error {
  constructor(message, status, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

export function allPools() {
  return ask(pools);
}

export function onePool(name) {
  return ask(of(name));
}

/** What all instances may open on the servers, against what those grant. */
export function theBudget() {
  return ask(`${pools}/budget`);
}

/** What an order changes, or with `dryRun` what it would. */
export function order(name, fields) {
  return ask(of(name), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...csrf() },
    body: JSON.stringify(fields),
  });
}

/** What lies below a pool, with a query if need be. */
export function below(name, what) {
  return ask(`${of(name)}/${what}`);
}

function of(name) {
  return `${pools}/${encodeURIComponent(name)}`;
}

/** Spring Security's CookieCsrfTokenRepository puts the token into this cookie and wants it back in this header. */
function csrf() {
  const cookie = document.cookie.split('; ').find((each) => each.startsWith('XSRF-TOKEN='));
  return cookie ? { 'X-XSRF-TOKEN': decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) } : {};
}

async function ask(url, options = {}) {
  if (!exposed) throw new Refused('The endpoint "pools" is not exposed: this page shows what it answers.', 0);
  let response;
  try {
    response = await fetch(url, {
      cache: 'no-store',
      redirect: 'manual', // a redirect is a login page
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
      headers: { Accept: 'application/json', ...options.headers },
    });
  } catch (failure) {
    throw new Refused(failure.name === 'TimeoutError' ? 'No answer within 10 s.' : 'The application does not answer.', 0);
  }
  const body = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body;
  throw new Refused(body?.error ?? meaning(response, options.method), response.status, body);
}

function meaning(response, method) {
  if (method === 'POST' && [401, 403].includes(response.status)) {
    return 'You may not do this, or the token against forged requests (CSRF) is missing: see the guide to this page.';
  }
  if (response.type === 'opaqueredirect' || response.status === 401) return 'You are not signed in any more: reload the page.';
  if (response.status === 403) return 'You may not see the pools.';
  return `The application answered with ${response.status}.`;
}
