// Copyright 2026 the pool-starter authors. SPDX-License-Identifier: Apache-2.0
// Light or dark before the first pixel: a script of its own, since the others are modules and run later.
(() => {
  const KEY = 'pools.theme';
  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage can be forbidden; the page then follows the system
    }
  };
  const apply = (theme) => {
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    } else {
      delete document.documentElement.dataset.theme;
    }
  };
  window.poolTheme = {
    current: () => document.documentElement.dataset.theme ?? 'auto',
    set(theme) {
      apply(theme);
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // as above: for this page view only
      }
    },
  };
  apply(remembered());
})();
