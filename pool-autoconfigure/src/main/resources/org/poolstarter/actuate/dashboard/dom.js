// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Builds elements, and turns the ones on the page into new ones without losing focus, selection, scroll or what is unfolded.
// Text gets in as text nodes only: names of accounts, statements and messages come from anywhere.

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'line', 'circle']);

/** An element. Attributes that are null, undefined or false are left out; children are elements, texts, lists or nothing. */
export function h(tag, attributes, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== '')
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

/** Replaces what is in an element by new children, and keeps every node that can stay. */
export function render(parent, ...children) {
  morphChildren(parent, nodes(children));
  parent.querySelectorAll('[data-share]').forEach((bar) => {
    bar.style.width = `${bar.dataset.share}%`; // by script: the page's policy forbids style attributes
  });
}

function morphChildren(parent, wanted) {
  const keyed = new Map();
  for (const child of parent.childNodes) {
    if (child.nodeType === Node.ELEMENT_NODE && child.dataset.key) {
      keyed.set(child.dataset.key, child);
    }
  }
  wanted.forEach((next, i) => {
    const at = parent.childNodes[i] ?? null;
    const key = next.nodeType === Node.ELEMENT_NODE ? next.dataset.key : undefined;
    const old = key ? keyed.get(key) : at;
    if (!old || !alike(old, next)) {
      parent.insertBefore(next, at);
      return;
    }
    if (old !== at) {
      parent.insertBefore(old, at);
    }
    morph(old, next);
  });
  while (parent.childNodes.length > wanted.length) {
    parent.lastChild.remove();
  }
}

function alike(old, next) {
  return old.nodeName === next.nodeName && old.dataset?.key === next.dataset?.key;
}

function morph(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) {
      old.data = next.data;
    }
    return;
  }
  if (old.hasAttribute('data-keep')) {
    return; // a chart or a form: whoever made it changes it
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && name !== 'open' && name !== 'style') {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value && name !== 'open') {
      old.setAttribute(name, value);
    }
  }
  morphChildren(old, [...next.childNodes]);
}
